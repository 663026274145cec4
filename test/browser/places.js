const { existsSync } = require("node:fs");

/** Where distributions put Chromium; `CHROMIUM` names another place. */
const places =
  process.env.CHROMIUM === undefined
    ? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    : [process.env.CHROMIUM];

module.exports = { places, chromiumPath: places.find((place) => existsSync(place)) };
