/** Every action that Hark has of itself, one line each; grammars name them by their intent. */
import type { Action } from './action.ts';
import { openApp } from './apps/openApp.ts';
import { calculate } from './calculate/calculate.ts';
import { percentMore, percentOf, percentOff, percentShare } from './calculate/percent.ts';
import { root } from './calculate/root.ts';
import { cancelAlarm } from './clock/cancelAlarm.ts';
import { cancelAlarms } from './clock/cancelAlarms.ts';
import { cancelEverything } from './clock/cancelEverything.ts';
import { cancelTimer } from './clock/cancelTimer.ts';
import { cancelTimers } from './clock/cancelTimers.ts';
import { changeAlarm } from './clock/changeAlarm.ts';
import { changeTimer, lengthenTimer, restartTimer, shortenTimer } from './clock/changeTimer.ts';
import { daysUntil } from './clock/daysUntil.ts';
import { listAlarms } from './clock/listAlarms.ts';
import { listTimers } from './clock/listTimers.ts';
import { pauseTimer } from './clock/pauseTimer.ts';
import { remindAt, remindIn } from './clock/remind.ts';
import { resumeTimer } from './clock/resumeTimer.ts';
import { setAlarm } from './clock/setAlarm.ts';
import { setAlarmIn } from './clock/setAlarmIn.ts';
import { setTimer } from './clock/setTimer.ts';
import { snooze } from './clock/snooze.ts';
import { readStopwatch, resetStopwatch, startStopwatch, stopStopwatch } from './clock/stopwatch.ts';
import { tellDate } from './clock/tellDate.ts';
import { tellTime } from './clock/tellTime.ts';
import { timeLeft } from './clock/timeLeft.ts';
import { timeToAlarm } from './clock/timeToAlarm.ts';
import { cancel } from './conversation/cancel.ts';
import { help } from './conversation/help.ts';
import { pauseListening } from './conversation/pauseListening.ts';
import { quietOff, quietOn } from './conversation/quietMode.ts';
import { repeat } from './conversation/repeat.ts';
import { undo } from './conversation/undo.ts';
import { convert } from './convert/convert.ts';
import { nextTrack } from './media/nextTrack.ts';
import { pauseMedia } from './media/pauseMedia.ts';
import { playMedia } from './media/playMedia.ts';
import { previousTrack } from './media/previousTrack.ts';
import { stopMedia } from './media/stopMedia.ts';
import { tellTrack } from './media/tellTrack.ts';
import { addNote } from './notes/addNote.ts';
import { deleteNote, deleteNotes } from './notes/deleteNote.ts';
import { readNotes } from './notes/readNotes.ts';
import { lockScreen } from './screen/lockScreen.ts';
import { takeScreenshot } from './screen/takeScreenshot.ts';
import { muteVolume, unmuteVolume } from './volume/muteVolume.ts';
import { lowerVolume, raiseVolume } from './volume/raiseVolume.ts';
import { setVolume } from './volume/setVolume.ts';
import { tellVolume } from './volume/tellVolume.ts';
import { openSiteAction } from './web/openSite.ts';
import { searchWeb } from './web/searchWeb.ts';
import { copyReply, copyText } from './writing/copyText.ts';
import { dictate } from './writing/dictate.ts';
import { readClipboard } from './writing/readClipboard.ts';

export const BUILT_IN: readonly Action[] = [
  setTimer,
  timeLeft,
  listTimers,
  cancelTimer,
  cancelTimers,
  pauseTimer,
  resumeTimer,
  lengthenTimer,
  shortenTimer,
  changeTimer,
  restartTimer,
  setAlarm,
  setAlarmIn,
  changeAlarm,
  listAlarms,
  timeToAlarm,
  cancelAlarm,
  cancelAlarms,
  cancelEverything,
  snooze,
  remindAt,
  remindIn,
  startStopwatch,
  stopStopwatch,
  resetStopwatch,
  readStopwatch,
  tellTime,
  tellDate,
  daysUntil,
  calculate,
  percentOf,
  percentOff,
  percentMore,
  percentShare,
  root,
  convert,
  addNote,
  readNotes,
  deleteNote,
  deleteNotes,
  openApp,
  openSiteAction,
  searchWeb,
  playMedia,
  pauseMedia,
  stopMedia,
  nextTrack,
  previousTrack,
  tellTrack,
  setVolume,
  raiseVolume,
  lowerVolume,
  muteVolume,
  unmuteVolume,
  tellVolume,
  lockScreen,
  takeScreenshot,
  dictate,
  copyText,
  copyReply,
  readClipboard,
  cancel,
  repeat,
  undo,
  help,
  quietOn,
  quietOff,
  pauseListening,
];
