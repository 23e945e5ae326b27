/** How a component reaches the store, the meters and the microphone. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { HarkError } from '../../contract/failures.ts';
import type { Services } from '../services.ts';
import type { HarkState } from '../store/store.ts';

const ServicesContext = createContext<Services | null>(null);
export const ServicesProvider = ServicesContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new HarkError('internal', 'no services around this component');
  return services;
}

/** `selector` must give a value that is the same as long as nothing it stands for changed. */
export function useHark<T>(selector: (state: HarkState) => T): T {
  return useStore(useServices().store, selector);
}
