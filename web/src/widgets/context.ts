// What every page can reach: the engine and the typed questions to it.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ControlClient } from '../engine/control_client.ts';
import type { Engine } from '../engine/engine.ts';

export interface Services {
  engine: Engine;
  client: ControlClient;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('no ServicesContext around this component');
  return services;
}
