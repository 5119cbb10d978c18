#!/usr/bin/env node
// Starts the program that the package of this platform carries.
"use strict";

const { spawn } = require("node:child_process");

// Windows on Arm runs the program for x64.
const arch = process.platform === "win32" && process.arch === "arm64" ? "x64" : process.arch;
const platform = `${process.platform}-${arch}`;
const file = process.platform === "win32" ? "confluence-mcp.exe" : "confluence-mcp";
let program;
try {
  program = require.resolve(`@confluence-rs/confluence-mcp-${platform}/bin/${file}`);
} catch {
  console.error(
    `error: there is no package for ${platform}, or it was left out (npm's --omit=optional does that). ` +
      "Other ways to install are at https://github.com/confluence-rs/confluence",
  );
  process.exit(1);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`error: ${program}: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else {
    process.exit(code);
  }
});
