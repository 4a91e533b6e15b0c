declare module 'asl-validator' {
  /** Checks a definition in the Amazon States Language. */
  export default function validate(definition: Record<string, unknown>): {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  };
}
