import path from 'node:path'
import { defineConfig } from 'vitest/config'

/** The suite on the real CLIs: `npm run test:real`, which installs them first. */
export default defineConfig({
  root: path.resolve(import.meta.dirname, '../../..'),
  test: {
    include: ['tests/agents/real/*.suite.ts'],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Most of the time a CLI waits, so that two cores carry three.
    poolOptions: { forks: { maxForks: 3 } },
  },
})
