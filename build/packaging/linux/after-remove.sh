#!/bin/sh
# Runs as root after removal; dpkg also calls it on upgrade, rpm with the number of versions left: then all stays.
set -u
case "$1" in
  upgrade | failed-upgrade | abort-install | abort-upgrade | disappear | [1-9]) exit 0 ;;
esac

profile=/etc/apparmor.d/hark
if [ -f "$profile" ]; then
  # Out of the kernel first, or it would stay in force until the next start.
  if ! { [ -x /usr/bin/ischroot ] && /usr/bin/ischroot; } && command -v apparmor_parser >/dev/null 2>&1; then
    apparmor_parser --remove "$profile" >/dev/null 2>&1 || true
  fi
  rm -f "$profile"
fi

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
if command -v gtk-update-icon-cache >/dev/null 2>&1; then
  gtk-update-icon-cache -q -t -f /usr/share/icons/hicolor || true
fi
exit 0
