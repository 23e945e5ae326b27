/**
 * What goes into the installable app and how each platform wraps it. `build/package.mjs` runs it.
 *
 * The bundles in out/ hold every JavaScript dependency, so the packages' own files stay out except ONNX Runtime's
 * loader and the native library of the target platform.
 */
import { join, resolve } from 'node:path';
import type { Configuration, FileSet } from 'electron-builder';

export const PROJECT = resolve(import.meta.dirname, '..');
/** Where packages land; ignored by git. */
export const OUTPUT = join(PROJECT, 'dist');
/** Folder of generated notices inside OUTPUT. */
export const NOTICES = join(OUTPUT, 'notices');

/** Where the .deb and the .rpm install to; electron-builder puts the product name under /opt. */
export const INSTALL_DIR = '/opt/Hark';
/** Also the name of the AppStream file. */
export const APP_ID = 'app.hark.Hark';
/** Desktop file, window class and executable on Linux: desktops match windows to launchers by it. */
export const LINUX_NAME = 'hark';

/** Whoever publishes packages names themselves here; `.invalid` (RFC 2606) says that nobody has yet. */
const MAINTAINER = process.env['HARK_MAINTAINER'] ?? 'Hark developers <hark@hark.invalid>';
const HOMEPAGE = process.env['HARK_HOMEPAGE'] ?? 'https://hark.invalid/';

const SUMMARY = 'private, offline voice assistant';
const DESCRIPTION =
  'Hark waits for its wake word. All of its listening happens on your machine: no audio is sent anywhere.';

/** Switches inside the Electron binary, set for good. */
export const FUSES = {
  // The command line starts through out/start.mjs instead: with this on, any program could run its own code
  // under Hark's identity, which on macOS and in portals is what holds the right to the microphone.
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableCookieEncryption: true,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  // The window is served from app://, never from file://.
  grantFileProtocolExtraPrivileges: false,
} as const satisfies NonNullable<Configuration['electronFuses']>;

const RUNTIME = 'node_modules/onnxruntime-node';

/** ONNX Runtime's files for one platform; `os` is Node's name of it, the architecture follows the target. */
function runtimeFiles(os: 'linux' | 'darwin' | 'win32', leaveOut: string[] = []): FileSet {
  const binaries = `bin/napi-v6/${os}/\${arch}`;
  return {
    from: RUNTIME,
    to: RUNTIME,
    filter: [
      'package.json',
      'dist/*.js',
      `${binaries}/*`,
      ...leaveOut.map((pattern) => `!${binaries}/${pattern}`),
    ],
  };
}

export interface Build {
  /** An unpacked Electron of the platform that is packaged for; null fetches the official build. */
  electronDist: string | null;
  /** Names of the checked model files in models/files. */
  models: readonly string[];
  /** Folder for what is made. */
  output: string;
  /** Compression of the .deb, 0..9; null for the best that xz does. */
  level: number | null;
}

export function configuration({ electronDist, models, output, level }: Build): Configuration {
  return {
    appId: APP_ID,
    productName: 'Hark',
    copyright: 'Copyright © the Hark developers',
    directories: { output, buildResources: join(PROJECT, 'build') },
    ...(electronDist === null ? {} : { electronDist }),
    extraMetadata: {
      main: 'out/start.mjs',
      desktopName: `${LINUX_NAME}.desktop`,
      homepage: HOMEPAGE,
    },
    npmRebuild: false,
    publish: null,
    electronLanguages: ['en-US'],
    asar: true,
    asarUnpack: [`${RUNTIME}/bin/**`],
    files: [
      'out/**',
      '!out/**/*.map',
      '!out/faults',
      '!node_modules/**',
      { from: 'build/packaging', to: 'out', filter: ['start.mjs'] },
      {
        from: 'node_modules/onnxruntime-common',
        to: 'node_modules/onnxruntime-common',
        filter: ['package.json', 'dist/cjs/**/*.js', 'dist/cjs/package.json'],
      },
    ],
    extraResources: [
      { from: 'models/manifest.json', to: 'models/manifest.json' },
      // Named one by one: a file in quarantine or half fetched must not travel.
      { from: 'models/grammars', to: 'models/grammars', filter: ['*/*.yaml', '!testing/**'] },
      { from: 'models/files', to: 'models/files', filter: [...models] },
      { from: NOTICES, to: 'notices' },
    ],
    // On Apple silicon a changed binary without a fresh signature, if only an ad-hoc one, does not start.
    electronFuses: { ...FUSES, resetAdHocDarwinSignature: true },

    linux: {
      executableName: LINUX_NAME,
      syncDesktopName: true,
      maintainer: MAINTAINER,
      vendor: MAINTAINER,
      icon: 'build/icons/png',
      category: 'Utility;Accessibility;',
      synopsis: SUMMARY,
      description: DESCRIPTION,
      files: [runtimeFiles('linux')],
      extraResources: [{ from: 'build/packaging/bin/hark', to: 'bin/hark' }],
      desktop: {
        entry: {
          GenericName: 'Voice Assistant',
          Keywords: 'voice;speech;assistant;wake word;microphone;dictation;offline;',
          StartupNotify: 'true',
        },
      },
      target: ['deb', 'rpm', 'AppImage', 'snap', 'flatpak'],
    },
    deb: {
      packageCategory: 'sound',
      priority: 'optional',
      compression: level === null ? 'xz' : 'gz',
      depends: [
        'libasound2 | libasound2t64',
        'libatspi2.0-0 | libatspi2.0-0t64',
        'libc6 (>= 2.28)',
        'libcups2 | libcups2t64',
        'libgbm1',
        'libgtk-3-0 | libgtk-3-0t64',
        'libnotify4',
        'libnss3',
        'libsecret-1-0',
        'libstdc++6',
        'libxkbcommon0',
        'xdg-utils',
      ],
      // Sound; voices for replies; what asks the desktop about its tray, its players and its screen lock.
      recommends: ['pipewire-pulse | pulseaudio', 'speech-dispatcher', 'espeak-ng', 'dbus-bin'],
      afterInstall: 'build/packaging/linux/after-install.sh',
      afterRemove: 'build/packaging/linux/after-remove.sh',
      fpm: [...(level === null ? [] : [`--deb-compression-level=${level}`]), ...systemFiles()],
    },
    rpm: {
      packageCategory: 'Applications/Multimedia',
      depends: [
        'alsa-lib',
        'at-spi2-core',
        'gtk3',
        'libnotify',
        'libsecret',
        'mesa-libgbm',
        'nss',
        'xdg-utils',
      ],
      afterInstall: 'build/packaging/linux/after-install.sh',
      afterRemove: 'build/packaging/linux/after-remove.sh',
      fpm: systemFiles(),
    },
    toolsets: { appimage: '1.0.3' },
    snapcraft: {
      base: 'core24',
      core24: { confinement: 'strict', grade: 'stable', plugs: ['audio-record', 'audio-playback', 'unity7'] },
    },
    flatpak: {
      runtimeVersion: '24.08',
      baseVersion: '24.08',
      // No network: Hark needs none. PulseAudio's socket is where Flatpak keeps the microphone.
      finishArgs: [
        '--socket=wayland',
        '--socket=fallback-x11',
        '--share=ipc',
        '--device=dri',
        '--socket=pulseaudio',
        '--talk-name=org.freedesktop.Notifications',
        '--talk-name=org.freedesktop.secrets',
        '--talk-name=org.kde.StatusNotifierWatcher',
      ],
    },

    win: {
      target: [{ target: 'nsis', arch: ['x64', 'arm64'] }],
      icon: 'build/icons/icon.ico',
      files: [runtimeFiles('win32')],
      extraResources: [{ from: 'build/packaging/bin/hark.cmd', to: 'bin/hark.cmd' }],
    },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
    },

    mac: {
      // ONNX Runtime ships no library for Intel Macs, and the one it ships asks for macOS 14.
      target: [{ target: 'dmg', arch: ['arm64'] }],
      minimumSystemVersion: '14.0',
      icon: 'build/icons/icon.icns',
      category: 'public.app-category.productivity',
      // The loader asks for libonnxruntime.1.dylib; the same 45 MB under its full version would go unused.
      files: [runtimeFiles('darwin', ['libonnxruntime.*.*.*.dylib'])],
      extraResources: [{ from: 'build/packaging/bin/hark', to: 'bin/hark' }],
      hardenedRuntime: true,
      entitlements: 'build/entitlements.mac.plist',
      entitlementsInherit: 'build/entitlements.mac.plist',
      extendInfo: {
        NSMicrophoneUsageDescription:
          'Hark listens for its wake word. Audio is processed on this Mac and never leaves it.',
      },
    },
  };
}

/** Files outside the installation folder, as fpm takes them. */
function systemFiles(): string[] {
  const from = join(PROJECT, 'build/packaging/linux');
  return [
    `${join(from, 'hark')}=/usr/bin/hark`,
    `${join(from, 'metainfo.xml')}=/usr/share/metainfo/${APP_ID}.metainfo.xml`,
    `${join(NOTICES, 'THIRD-PARTY-NOTICES.txt')}=/usr/share/doc/${LINUX_NAME}/copyright`,
  ];
}
