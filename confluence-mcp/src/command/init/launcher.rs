//! What started this program where it lies in a cache that is cleaned: a client has to start the same launcher, since the
//! file will be gone.

use std::path::Path;

/// A package manager that runs a program without installing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Launcher {
    Npx,
    PnpmDlx,
    Bunx,
    Uvx,
    PipxRun,
}

/// The name of the package, at npm and at PyPI.
const PACKAGE: &str = "confluence-mcp";

impl Launcher {
    /// The launcher of a program that lies here, if it is one's cache. `pipx_home` is what `PIPX_HOME` says.
    pub(super) fn of(program: &str, pipx_home: Option<&str>) -> Option<Self> {
        let parts: Vec<&str> = program.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
        let has = |name: &str| parts.iter().any(|part| part.eq_ignore_ascii_case(name));
        let behind = |first: &[&str], second: &str| {
            parts.windows(2).any(|pair| {
                matches!(pair, [one, two] if first.iter().any(|name| one.eq_ignore_ascii_case(name))
                    && two.eq_ignore_ascii_case(second))
            })
        };
        // `~/.npm/_npx/HASH/node_modules/...`, wherever npm keeps its cache.
        if has("_npx") {
            return Some(Self::Npx);
        }
        // `~/.cache/pnpm/dlx/HASH/...`, on macOS below `~/Library/Caches`, on Windows below `pnpm-cache`.
        if behind(&["pnpm", "pnpm-cache"], "dlx") {
            return Some(Self::PnpmDlx);
        }
        // `bunx-1000-confluence-mcp@latest/node_modules/...` in the folder for temporary files.
        if parts.iter().any(|part| part.starts_with("bunx-")) {
            return Some(Self::Bunx);
        }
        // `~/.cache/uv/archive-v0/HASH/bin/...`: the cache's buckets end with their version. What `uv tool install` made lies
        // elsewhere and stays.
        if parts.iter().any(|part| is_bucket(part)) {
            return Some(Self::Uvx);
        }
        // `~/.local/share/pipx/.cache/HASH/bin/...`, `~/.local/pipx/.cache`, `~/Library/Caches/pipx`.
        let cached = behind(&["pipx"], ".cache") || behind(&[".cache", "Cache", "Caches"], "pipx");
        let of_home = |home: &str| Path::new(program).starts_with(Path::new(home).join(".cache"));
        (cached || pipx_home.filter(|home| !home.is_empty()).is_some_and(of_home)).then_some(Self::PipxRun)
    }

    /// The command that a client starts, and its first arguments.
    pub(super) fn command(self, windows: bool) -> (&'static str, Vec<&'static str>) {
        match self {
            // On Windows npx is a script, which only a shell starts.
            Self::Npx if windows => ("cmd", vec!["/c", "npx", "-y", PACKAGE]),
            Self::PnpmDlx if windows => ("cmd", vec!["/c", "pnpm", "dlx", PACKAGE]),
            Self::Npx => ("npx", vec!["-y", PACKAGE]),
            Self::PnpmDlx => ("pnpm", vec!["dlx", PACKAGE]),
            Self::Bunx => ("bunx", vec![PACKAGE]),
            Self::Uvx => ("uvx", vec![PACKAGE]),
            Self::PipxRun => ("pipx", vec!["run", PACKAGE]),
        }
    }
}

/// Whether a folder is a bucket of uv's cache that holds environments: `archive-v0`, `environments-v2`.
fn is_bucket(name: &str) -> bool {
    let version = |kind: &str| name.strip_prefix(kind).and_then(|rest| rest.strip_prefix("-v"));
    let version = version("archive").or_else(|| version("environments"));
    version.is_some_and(|version| !version.is_empty() && version.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_in_a_cache_is_started_by_its_launcher() {
        for (program, launcher) in [
            (
                "/home/me/.npm/_npx/3f2a/node_modules/@confluence-rs/confluence-mcp-linux-x64/bin/confluence-mcp",
                Launcher::Npx,
            ),
            (
                r"C:\Users\me\AppData\Local\npm-cache\_npx\3f2a\node_modules\@confluence-rs\confluence-mcp-win32-x64\bin\confluence-mcp.exe",
                Launcher::Npx,
            ),
            ("/data/npm/_npx/3f2a/node_modules/x/bin/confluence-mcp", Launcher::Npx),
            ("/home/me/.cache/pnpm/dlx/ab12/node_modules/.pnpm/x/bin/confluence-mcp", Launcher::PnpmDlx),
            ("/Users/me/Library/Caches/pnpm/dlx/ab12/x/bin/confluence-mcp", Launcher::PnpmDlx),
            (r"C:\Users\me\AppData\Local\pnpm-cache\dlx\ab12\x\confluence-mcp.exe", Launcher::PnpmDlx),
            (
                "/var/folders/ab/T/bunx-501-confluence-mcp@latest/node_modules/x/bin/confluence-mcp",
                Launcher::Bunx,
            ),
            ("/home/me/.cache/uv/archive-v0/Q3x_9/bin/confluence-mcp", Launcher::Uvx),
            ("/Users/me/.cache/uv/environments-v2/confluence-mcp-1f/bin/confluence-mcp", Launcher::Uvx),
            (
                r"C:\Users\me\AppData\Local\uv\cache\archive-v0\Q3x_9\Scripts\confluence-mcp.exe",
                Launcher::Uvx,
            ),
            ("/scratch/uv-cache/archive-v12/Q3x_9/bin/confluence-mcp", Launcher::Uvx),
            ("/home/me/.local/share/pipx/.cache/1f9a/bin/confluence-mcp", Launcher::PipxRun),
            ("/home/me/.local/pipx/.cache/1f9a/bin/confluence-mcp", Launcher::PipxRun),
            ("/Users/me/Library/Caches/pipx/1f9a/bin/confluence-mcp", Launcher::PipxRun),
            (r"C:\Users\me\AppData\Local\pipx\.cache\1f9a\Scripts\confluence-mcp.exe", Launcher::PipxRun),
            (
                r"C:\Users\me\AppData\Local\pipx\pipx\Cache\pipx\1f9a\Scripts\confluence-mcp.exe",
                Launcher::PipxRun,
            ),
        ] {
            assert_eq!(Launcher::of(program, None), Some(launcher), "{program}");
        }
        assert_eq!(
            Launcher::of("/opt/p/.cache/1f9a/bin/confluence-mcp", Some("/opt/p")),
            Some(Launcher::PipxRun)
        );
    }

    #[test]
    fn a_program_that_stays_is_started_itself() {
        for program in [
            "/usr/bin/confluence-mcp",
            "/home/me/.cargo/bin/confluence-mcp",
            "/home/me/.local/share/uv/tools/confluence-mcp/bin/confluence-mcp",
            "/home/me/.local/share/pipx/venvs/confluence-mcp/bin/confluence-mcp",
            "/usr/lib/node_modules/confluence-mcp/node_modules/@confluence-rs/confluence-mcp-linux-x64/bin/confluence-mcp",
            "/home/me/archive-video/bin/confluence-mcp",
            r"C:\Program Files\confluence-mcp\confluence-mcp.exe",
        ] {
            assert_eq!(Launcher::of(program, Some("")), None, "{program}");
        }
    }

    #[test]
    fn on_windows_a_script_is_started_by_a_shell() {
        assert_eq!(Launcher::Npx.command(false), ("npx", vec!["-y", "confluence-mcp"]));
        assert_eq!(Launcher::Npx.command(true), ("cmd", vec!["/c", "npx", "-y", "confluence-mcp"]));
        assert_eq!(Launcher::Uvx.command(true), ("uvx", vec!["confluence-mcp"]));
        assert_eq!(Launcher::PipxRun.command(false), ("pipx", vec!["run", "confluence-mcp"]));
    }
}
