import { defineConfig, globalIgnores } from 'eslint/config'
import obsidianmd from 'eslint-plugin-obsidianmd'
import prettier from 'eslint-config-prettier'
import tseslint from 'typescript-eslint'

// What runs in Node only, by its place in the house: the door to Node, the terminal face and its entry. Everything else also runs on a phone.
const NODE_ROOMS = ['src/node/**/*.ts', 'src/terminal/**/*.ts', 'src/cli.ts', 'tests/**/*.ts', '*.config.ts']

export default defineConfig([
  globalIgnores(['node_modules/', 'dist/', 'main.js', 'tests/**/fixtures/**/*.js', 'demo/', 'docs/', '**/*.mjs', '*.json']),
  ...obsidianmd.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', 350],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: NODE_ROOMS,
    rules: {
      'obsidianmd/no-nodejs-modules': 'off',
      'no-undef': 'off',
      'no-console': 'off',
      'obsidianmd/prefer-window-timers': 'off',
      'obsidianmd/prefer-active-doc': 'off',
    },
  },
  // `Vault.trash` is Forge's own port here, not Obsidian's method of that name.
  { files: ['**/*.ts'], ignores: ['src/obsidian/**'], rules: { 'obsidianmd/prefer-file-manager-trash-file': 'off' } },
  { files: ['tests/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  // The preview plays Obsidian itself, in one window that talks to its own server.
  { files: ['tests/preview/**/*.ts'], rules: { 'no-restricted-globals': 'off', 'obsidianmd/prefer-instanceof': 'off' } },
  prettier,
])
