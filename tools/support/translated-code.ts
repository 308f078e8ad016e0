/** An example in TypeScript, as far as the corrections of its translations look at it. */
export interface Example {
  /** The example with what is hidden around it, such as imports. */
  readonly typeScript: string;
  /** The types and members of jsii that it uses, such as `constructs.Construct` and `constructs.Construct#node`. */
  readonly references: readonly string[];
}

const TEXT = /"(?:\\.|[^"\\\n])*"|\/\/.*$/gm;
const PLACEHOLDER = /"(\d+)"|\/\/(\d+)$/gm;

/**
 * Changes code in Java or Go, but neither strings nor comments. While the code is changed, a number is in the place of
 * the content of each: `"0"`, `//1`.
 */
export function changeCode(code: string, change: (withoutTexts: string) => string): string {
  const texts: string[] = [];
  const withoutTexts = code.replace(TEXT, (text) => {
    texts.push(text);
    const place = texts.length - 1;
    return text.startsWith('"') ? `"${place}"` : `//${place}`;
  });
  return change(withoutTexts).replace(
    PLACEHOLDER,
    (_, ofString?: string, ofComment?: string) => texts[Number(ofString ?? ofComment)],
  );
}

/** The simple name of a type: `Vpc` of `aws-cdk-lib.aws_ec2.Vpc`. */
export function simpleName(fqn: string): string {
  return fqn.slice(fqn.lastIndexOf('.') + 1);
}

export function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
