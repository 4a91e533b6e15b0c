import fc from 'fast-check';

// A mutant is dead at the first counterexample; nobody reads it, so it is not made smaller.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
