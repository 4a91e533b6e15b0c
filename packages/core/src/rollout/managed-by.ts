/** The tool that manages a fleet. CloudFormation tags what it makes; of Terraform only customs in tagging tell. */
export function managerOf(tags: Readonly<Record<string, string>>): string | undefined {
  const stack = tags['aws:cloudformation:stack-name'];
  if (stack !== undefined) return `CloudFormation stack ${stack}`;
  const isTerraform = Object.entries(tags).some(
    ([key, value]) => /^terraform/i.test(key) || (/^managed[-_ ]?by$/i.test(key) && /terraform/i.test(value)),
  );
  return isTerraform ? 'Terraform' : undefined;
}
