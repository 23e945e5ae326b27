/** Lines of main's log that mark how far a start has come; `hark bench` reads them off a running app. */
export const MILESTONES = {
  windowVisible: 'window visible',
  engineReady: 'engine ready',
} as const;
export type Milestone = keyof typeof MILESTONES;
