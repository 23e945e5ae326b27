import '@fontsource-variable/instrument-sans/wght.css';
import './theme/components.ts';
import './theme/tokens.css';
import './theme/base.css';
import './theme/controls.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { HarkError } from '../contract/failures.ts';
import { App } from './App.tsx';
import { startServices } from './services.ts';

/** Settings usually arrive within this; waiting for them spares a flash of the wrong theme. */
const FIRST_PAINT_WAIT_MS = 250;

const root = document.getElementById('root');
if (!root) throw new HarkError('internal', 'index.html has no root');
const services = startServices(window.hark);
await Promise.race([services.connected, new Promise((resolve) => setTimeout(resolve, FIRST_PAINT_WAIT_MS))]);
createRoot(root).render(
  <StrictMode>
    <App services={services} />
  </StrictMode>,
);
