import { useHark } from '../../components/servicesContext.ts';
import type { MonitorSection } from '../../store/monitorSeries.ts';

/** Of the tabs, whose ids follow from it. */
export const TABS_ID = 'monitor';

/** Opens a section from elsewhere on the screen: its tab takes the focus, for what was pressed may go. */
export function useGoToSection(): (section: MonitorSection) => void {
  const show = useHark((store) => store.showMonitorSection);
  return (section) => {
    void show(section);
    document.getElementById(`${TABS_ID}-tab-${section}`)?.focus();
  };
}
