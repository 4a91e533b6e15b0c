/** What a signature says of its request. It is read, never verified. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  /** The name that the request was signed for, such as `appstream` or `ses`. */
  readonly service: string;
}

/**
 * The scope in a Signature Version 4 header; undefined without one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function credentialScope(authorization: string | undefined): CredentialScope | undefined {
  const match = /Credential=([^/]+)\/\d{8}\/([^/\s]+)\/([^/\s]+)\/aws4_request/.exec(authorization ?? '');
  const [, accessKeyId, region, service] = match ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service };
}
