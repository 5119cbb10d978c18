//! Coding agents run commands in a sandbox that may not write where tokens are kept: what lets them.

use std::io::ErrorKind;

/// An agent: the variable by which its commands know it, and its setting.
struct Agent {
    variables: &'static [&'static str],
    setting: &'static str,
}

const AGENTS: &[Agent] = &[
    Agent {
        variables: &["CODEX_SANDBOX", "CODEX_SANDBOX_NETWORK_DISABLED"],
        setting: "Codex: add the folder to `writable_roots` of `[sandbox_workspace_write]` in ~/.codex/config.toml, or run \
                  the command outside of it",
    },
    Agent {
        variables: &["CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT"],
        setting: "Claude Code: add the folder to `sandbox.filesystem.allowWrite` in its settings, or run the command in a \
                  terminal of your own",
    },
    Agent {
        // CURSOR_TRACE_ID is set in its terminals too, where a person types.
        variables: &["CURSOR_AGENT", "CURSOR_SANDBOX"],
        setting: "Cursor: add the folder to `additionalReadwritePaths` in ~/.cursor/sandbox.json, or run the command in a \
                  terminal of your own",
    },
    Agent {
        variables: &["GEMINI_CLI", "GEMINI_SANDBOX"],
        setting: "Gemini CLI: mount the folder with the variable `SANDBOX_MOUNTS=FOLDER:FOLDER:rw` (a mount is for reading \
                  alone otherwise), or run the command in a terminal of your own",
    },
];

/// What allows it, if an error is of a place that may not be written and a sandbox seems to be why.
#[must_use]
pub fn hint_of(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    let forbidden = |kind| matches!(kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem);
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    let io = causes.find_map(|cause| cause.downcast_ref::<std::io::Error>())?;
    if !forbidden(io.kind()) {
        return None;
    }
    let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let agent = AGENTS.iter().find(|agent| agent.variables.iter().any(&set))?;
    Some(format!("The sandbox of the program that ran this may forbid it. {}.", agent.setting))
}
