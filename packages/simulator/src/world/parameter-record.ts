/** Kinds of parameters in SSM. */
export type ParameterType = 'String' | 'StringList' | 'SecureString';

/** A parameter of SSM as the simulator stores it. */
export interface ParameterRecord {
  readonly name: string;
  readonly value: string;
  readonly type: ParameterType;
  readonly version: number;
  readonly modifiedAt: Date | undefined;
}
