import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';

const engine = new CelEngine();

/** What AWS's validator for CloudFormation has against a template, a line each. */
export const findings = (path: string): readonly string[] =>
  engine
    .validateStandard(new TemplateFile(path))
    .diagnostics.filter(({ severity }) => severity !== 'INFO')
    .map(({ severity, ruleId, message }) => `${severity} ${ruleId} ${message}`);
