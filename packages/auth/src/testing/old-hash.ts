export const PASSWORD = "correct horse";

/** Of that, as versions before this stored it: Better Auth's own form, scrypt with N=16384, r=16, p=1. */
export const OLD_HASH =
  "c77749afa7037f8857ca4e549b6af1fb:3d546466bc3ffca7bdaa73312e9047b721497b45b837716f1262308e3fb6bd3cf27f9e967ee412056ce2a022018dbf7e32880783c79d5fa1d91901c22659b252";
