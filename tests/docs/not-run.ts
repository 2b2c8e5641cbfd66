/** @file Commands of README and guides that the test of snippets leaves out, each with the reason. */
export const notRun: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^npm start$/, "installs, and trains in the repository; tests/docs runs what it calls"],
  [/^npm test$/, "these are the tests"],
  [/^npm run (setup|format|types)$/, "a step of CI, and would change the build that other tests run"],
  [/^bash \.ci\/run$/, "CI itself"],
  [/^npm run conformance /, "CI runs it on reference material that is not part of the project"],
  [/^git pull$/, "needs a remote"],
  [/^condor_submit /, "tests/hpc/stoomboot.test.ts runs the files with a program in its place"],
  [/^condor_q$/, "HTCondor's own"],
  [/--onnxruntime-node-install=cuda12$/, "downloads CUDA's libraries"],
  [/^export LD_LIBRARY_PATH=/, "CUDA's libraries"],
  [/^THESIS_TEST_DEVICE=cuda /, "needs a GPU"],
  [/^thesis-train device=cuda /, "needs a GPU"],
  [
    /^thesis-report --config-name price_of_memory /,
    "tests/cli/reports/worked-analysis.test.ts adds the analysis and runs it",
  ],
];
