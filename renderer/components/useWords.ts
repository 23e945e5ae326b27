import { useMemo } from 'react';
import { listWords, type Word } from '../store/words.ts';
import { useHark } from './servicesContext.ts';

export function useWords(): Word[] {
  const models = useHark((state) => state.models);
  const settings = useHark((state) => state.settings);
  return useMemo(() => listWords(models, settings), [models, settings]);
}
