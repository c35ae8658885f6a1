"use strict";
// The classes that pdf.js looks for at its start.
module.exports = { DOMMatrix: class {}, Path2D: class {}, ImageData: class {} };
