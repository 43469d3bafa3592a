#!/bin/sh
# Runs the program on the embedded pretend pool; without a display it plays the tour and says where the pictures are.
set -eu
bin=$1
tour=$2
case "$(uname -s)" in
  Linux)
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
      exec "$bin/xengui" --demo
    fi
    echo "There is no display here, so the tour is played offscreen."
    QT_QPA_PLATFORM=offscreen "$bin/xengui" --tour "$tour"
    ;;
  *) exec "$bin/xengui" --demo ;;
esac
