import n8nCommunityNodes from '@n8n/eslint-plugin-community-nodes';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/dist/**', '**/build/**', '**/*.mjs'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    // What n8n's scanner runs on a published package; test/n8n/gate.test.ts does the same to the built files.
    files: ['n8n/nodes/**/*.ts', 'n8n/credentials/**/*.ts'],
    ...n8nCommunityNodes.configs.recommended,
    linterOptions: { noInlineConfig: true },
  },
);
