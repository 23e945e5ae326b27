#!/bin/sh
# Runs as root after unpacking, on install and on upgrade. Nothing here may fail the installation.
set -u

# Chromium's sandbox needs user namespaces for ordinary users; where the kernel withholds them, its older helper needs
# to be setuid root. Root may always make one, so the question is asked as nobody.
sandbox=/opt/Hark/chrome-sandbox
if setpriv --reuid=65534 --regid=65534 --clear-groups unshare --user true 2>/dev/null; then
  chmod 0755 "$sandbox" || true
else
  chmod 4755 "$sandbox" || true
fi

# Ubuntu 24.04 and later grant user namespaces by AppArmor profile. The parser of an older release refuses this one and
# the app runs without it.
profile=/opt/Hark/resources/apparmor-profile
if [ -d /etc/apparmor.d ] && command -v apparmor_parser >/dev/null 2>&1 &&
  apparmor_parser --skip-kernel-load --debug "$profile" >/dev/null 2>&1; then
  cp -f "$profile" /etc/apparmor.d/hark || true
  if ! { [ -x /usr/bin/ischroot ] && /usr/bin/ischroot; }; then
    apparmor_parser --replace --write-cache --skip-read-cache /etc/apparmor.d/hark >/dev/null 2>&1 || true
  fi
fi

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
if command -v gtk-update-icon-cache >/dev/null 2>&1; then
  gtk-update-icon-cache -q -t -f /usr/share/icons/hicolor || true
fi
exit 0
