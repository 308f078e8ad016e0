/**
 * Third-party actions, pinned by commit: a tag can be moved, a commit cannot.
 */
export const ACTIONS = {
  'actions/checkout': '3d3c42e5aac5ba805825da76410c181273ba90b1', // v7.0.1
  'actions/setup-node': '820762786026740c76f36085b0efc47a31fe5020', // v7.0.0
  'actions/setup-python': '5fda3b95a4ea91299a34e894583c3862153e4b97', // v7.0.0
  'actions/setup-java': 'b6effb05e454b25005698d916606bdc6ffcbf961', // v5.7.0
  'actions/setup-dotnet': 'a98b56852c35b8e3190ac28c8c2271da59106c68', // v6.0.0
  'actions/setup-go': 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e', // v7.0.0
  'actions/upload-artifact': 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f', // v7.0.0
  'actions/download-artifact': '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', // v8
  'actions/attest': '1e69f48acb82d1966a394da916b4c1698aa569d6', // v4.2.2
  'amannn/action-semantic-pull-request': '48f256284bd46cdaab1048c3721360e808335d50', // v6.1.1
  'aws-actions/configure-aws-credentials': 'e6de054238d6b7531b4efff3b6587d9aade6a06c', // v6.2.3
  'peter-evans/create-pull-request': '5f6978faf089d4d20b00c7766989d076bb2fc7f1', // v8.1.1
} as const;

/** The `uses:` value of an action, at its pinned commit. */
export function pinned(action: keyof typeof ACTIONS): string {
  return `${action}@${ACTIONS[action]}`;
}
