import { useMemo } from 'react';
import { useHark } from './servicesContext.ts';
import { describeState, type StateView } from './stateView.ts';
import { useWords } from './useWords.ts';

export function useStateView(): StateView {
  const assistant = useHark((state) => state.assistant);
  const microphone = useHark((state) => state.microphone.state);
  const heard = useHark((state) => state.interaction?.phrase ?? null);
  const words = useWords();
  return useMemo(() => {
    const active = words.filter((word) => word.enabled && word.usable);
    return describeState(
      assistant,
      microphone,
      active.map((word) => word.phrase),
      heard,
    );
  }, [assistant, microphone, words, heard]);
}
