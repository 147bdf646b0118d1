// ---- HMAC-SHA256

var SHA_CONSTANTS = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
];
var SHA_START = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
];

// The state after one block of sixteen words that begins at `from`.
function shaBlock(state, words, from) {
  var schedule = [];
  var a = state[0];
  var b = state[1];
  var c = state[2];
  var d = state[3];
  var e = state[4];
  var f = state[5];
  var g = state[6];
  var h = state[7];
  var index, x, y, first, second;
  for (index = 0; index < 64; index += 1) {
    if (index < 16) {
      schedule[index] = words[from + index] | 0;
    } else {
      x = schedule[index - 15];
      y = schedule[index - 2];
      schedule[index] =
        (schedule[index - 16] +
          schedule[index - 7] +
          (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
          (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) |
        0;
    }
    first =
      h +
      (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
      ((e & f) ^ (~e & g)) +
      SHA_CONSTANTS[index] +
      schedule[index];
    second =
      (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
      ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  return [
    (state[0] + a) | 0,
    (state[1] + b) | 0,
    (state[2] + c) | 0,
    (state[3] + d) | 0,
    (state[4] + e) | 0,
    (state[5] + f) | 0,
    (state[6] + g) | 0,
    (state[7] + h) | 0
  ];
}

// Pads and hashes the rest of a message of `bytes` bytes, whose first block is in `state` already.
function shaRest(state, words, bytes) {
  var position = bytes >>> 2;
  words[position] = words[position] | 0 | (0x80 << (24 - (bytes & 3) * 8));
  var length = ((bytes + 8) >>> 6) * 16 + 16;
  for (var index = position + 1; index < length; index += 1) words[index] = 0;
  words[length - 1] = (bytes + 64) * 8;
  for (var from = 0; from < length; from += 16) state = shaBlock(state, words, from);
  return state;
}

var innerState = null;
var outerState = null;

function setKey(digits) {
  var inner = [];
  var outer = [];
  var index, word;
  for (index = 0; index < 16; index += 1) {
    word = digits.substr(index * 8, 8);
    while (word.length < 8) word += "0";
    word = parseInt(word, 16);
    inner[index] = word ^ 0x36363636;
    outer[index] = word ^ 0x5c5c5c5c;
  }
  innerState = shaBlock(SHA_START, inner, 0);
  outerState = shaBlock(SHA_START, outer, 0);
}

var fingerprints = {};

function fingerprint(text) {
  var known = fingerprints["=" + text];
  if (known !== undefined) return known;
  var words = [];
  var index, unit;
  for (index = 0; index < text.length; index += 1) {
    unit = text.charCodeAt(index);
    unit = ((unit & 255) << 8) | (unit >>> 8);
    words[index >>> 1] = index & 1 ? words[index >>> 1] | unit : unit << 16;
  }
  var state = shaRest(outerState, shaRest(innerState, words, text.length * 2), 32);
  known = "";
  for (index = 0; index < 8; index += 1) known += hex(state[index], 8);
  fingerprints["=" + text] = known;
  return known;
}
