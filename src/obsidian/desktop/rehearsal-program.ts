import type { DevicePlace } from '../../device/place.ts'

/** Program and arguments that play the rehearsal's agent on this device; null where it cannot be played. */
export function rehearsalProgram(_device: DevicePlace): Promise<readonly string[] | null> {
  return Promise.resolve(null)
}
