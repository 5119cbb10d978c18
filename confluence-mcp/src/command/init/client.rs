//! The MCP clients whose configuration is known: where it is, and how it is written.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use etcetera::BaseStrategy as _;

use super::entry::{Entry, Form};
use super::whole_file::{Readers, parent, replace, target};
use crate::command::error::Result;

/// An MCP client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Client {
    /// Claude Desktop.
    ClaudeDesktop,
    /// Claude Code.
    ClaudeCode,
    /// Codex.
    Codex,
    /// Cursor.
    Cursor,
    /// Gemini CLI.
    Gemini,
    /// Visual Studio Code.
    #[value(alias = "vs-code", alias = "code")]
    Vscode,
    /// Windsurf.
    Windsurf,
    /// Zed.
    Zed,
}

/// Whose configuration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The user's.
    User,
    /// That of the project in the current folder.
    Project,
}

/// A folder of the user's.
enum Folder {
    Home,
    /// Where XDG, or its equals of other systems, keep configuration.
    Configuration,
    /// Where desktop programs keep theirs: as above, but on macOS.
    Desktop,
}

const USUAL: Form = Form::Json { servers: "mcpServers", typed: false, strict: false };

impl Client {
    fn form(self) -> Form {
        match self {
            Self::Cursor | Self::Gemini | Self::Windsurf => USUAL,
            Self::ClaudeDesktop => Form::Json { servers: "mcpServers", typed: false, strict: true },
            Self::ClaudeCode => Form::Json { servers: "mcpServers", typed: true, strict: true },
            Self::Codex => Form::Toml { servers: "mcp_servers" },
            Self::Vscode => Form::Json { servers: "servers", typed: true, strict: false },
            Self::Zed => Form::Json { servers: "context_servers", typed: false, strict: false },
        }
    }

    fn user(self) -> (Folder, &'static str) {
        match self {
            Self::ClaudeDesktop => (Folder::Desktop, "Claude/claude_desktop_config.json"),
            Self::ClaudeCode => (Folder::Home, ".claude.json"),
            Self::Codex => (Folder::Home, ".codex/config.toml"),
            Self::Cursor => (Folder::Home, ".cursor/mcp.json"),
            Self::Gemini => (Folder::Home, ".gemini/settings.json"),
            Self::Vscode => (Folder::Desktop, "Code/User/mcp.json"),
            Self::Windsurf => (Folder::Home, ".codeium/windsurf/mcp_config.json"),
            Self::Zed => (Folder::Configuration, "zed/settings.json"),
        }
    }

    fn project(self) -> Option<&'static str> {
        match self {
            Self::ClaudeDesktop | Self::Windsurf => None,
            Self::ClaudeCode => Some(".mcp.json"),
            Self::Codex => Some(".codex/config.toml"),
            Self::Cursor => Some(".cursor/mcp.json"),
            Self::Gemini => Some(".gemini/settings.json"),
            Self::Vscode => Some(".vscode/mcp.json"),
            Self::Zed => Some(".zed/settings.json"),
        }
    }

    /// What is left to do for a person.
    fn next(self) -> &'static str {
        match self {
            Self::ClaudeDesktop => "Quit it and start it again.",
            Self::ClaudeCode | Self::Codex | Self::Gemini => "Start a new session.",
            Self::Cursor | Self::Vscode | Self::Windsurf | Self::Zed => {
                "Restart it, or start the server among its MCP servers."
            }
        }
    }

    /// The file that the client reads.
    pub(super) fn path(self, scope: Scope) -> Result<PathBuf> {
        if scope == Scope::Project {
            let file = self
                .project()
                .ok_or_else(|| format!("{self} has no configuration of a project: leave --project out"))?;
            return Ok(std::env::current_dir()?.join(file));
        }
        let (folder, file) = self.user();
        let folders = etcetera::choose_base_strategy()?;
        Ok(match folder {
            Folder::Home => folders.home_dir().join(file),
            Folder::Desktop if cfg!(target_os = "macos") => {
                folders.home_dir().join("Library/Application Support").join(file)
            }
            Folder::Configuration | Folder::Desktop => {
                configuration_of_a_client(&folders.config_dir(), &folders.home_dir().join(".config"), file)
            }
        })
    }

    /// The clients that have been here: their file, or its folder where that is theirs alone, exists.
    pub(super) fn installed() -> Vec<Self> {
        let here = |client: &&Self| {
            let Ok(path) = client.path(Scope::User) else { return false };
            let nested = client.user().1.contains('/');
            path.exists() || (nested && path.parent().is_some_and(Path::exists))
        };
        Self::value_variants().iter().filter(here).copied().collect()
    }

    /// The client's file with the entry in it, of which all else stays as it is. Nothing is written yet.
    pub(super) fn prepare(self, scope: Scope, entry: &Entry, force: bool) -> Result<Change> {
        self.change(self.path(scope)?, entry, force)
    }

    fn change(self, path: PathBuf, entry: &Entry, force: bool) -> Result<Change> {
        let failed = |error: &dyn fmt::Display| format!("{self}: {}: {error}", path.display());
        let target = target(&path).map_err(|error| failed(&error))?;
        let text = match std::fs::read_to_string(&target) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Err(failed(&"it is not UTF-8").into());
            }
            Err(error) => return Err(failed(&error).into()),
        };
        let put = entry.put(self.form(), &text, force).map_err(|error| failed(&error))?;
        let locked = std::fs::metadata(&target).is_ok_and(|held| held.permissions().readonly());
        if locked && put.is_some() {
            // Whoever took the right to write wants the file to stay; replacing it would not ask for that right.
            let why =
                "it may not be written: somebody made it read-only; allow it, or put the entry in by hand";
            return Err(failed(&why).into());
        }
        let kept_off = match self {
            Self::Gemini => entry.kept_off(&text),
            _ => None,
        };
        Ok(Change { client: self, path, target, text: put, kept_off })
    }
}

/// What is to be written for a client.
pub(super) struct Change {
    pub(super) client: Client,
    pub(super) path: PathBuf,
    target: PathBuf,
    /// Nothing where the entry is there already.
    text: Option<String>,
    /// Why the client does not start the entry, where the file says so.
    kept_off: Option<String>,
}

impl Change {
    /// What is left to do for a person.
    pub(super) fn next(&self) -> String {
        match &self.kept_off {
            Some(why) => format!("But {why} {}", self.client.next()),
            None => self.client.next().to_owned(),
        }
    }

    /// Replaces the file as a whole; a link to it stays a link, and who may read it stays the same.
    pub(super) fn write(&self) -> Result<()> {
        let Some(text) = &self.text else { return Ok(()) };
        let failed = |error: std::io::Error| format!("{}: {}: {error}", self.client, self.path.display());
        std::fs::create_dir_all(parent(&self.target)).map_err(failed)?;
        Ok(replace(&self.target, text, Readers::AsBefore).map_err(failed)?)
    }
}

impl fmt::Display for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_possible_value() {
            Some(value) => formatter.write_str(value.get_name()),
            None => fmt::Debug::fmt(self, formatter),
        }
    }
}

/// A client that is started from a desktop has not the variable `XDG_CONFIG_HOME` of this shell: where it has been is
/// where it looks.
fn configuration_of_a_client(here: &Path, usual: &Path, file: &str) -> PathBuf {
    let has_been = |folder: &Path| {
        let path = folder.join(file);
        path.exists() || path.parent().is_some_and(Path::exists)
    };
    let folder = if here != usual && !has_been(here) && has_been(usual) { usual } else { here };
    folder.join(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_client_has_a_file_of_its_own() {
        let mut files: Vec<_> =
            Client::value_variants().iter().map(|client| client.path(Scope::User).unwrap()).collect();
        files.dedup();
        assert_eq!(files.len(), Client::value_variants().len());
    }

    #[test]
    fn the_readme_names_every_client() {
        let readme = include_str!("../../../README.md");
        for client in Client::value_variants() {
            assert!(
                readme.contains(&format!("`{client}`")),
                "the quick start of the README does not name {client}"
            );
        }
    }

    fn put(path: &Path) -> Result<()> {
        Client::Cursor
            .change(path.to_owned(), &Entry::new("confluence", &["default".to_owned()], &[]).unwrap(), true)?
            .write()
    }

    #[test]
    fn a_file_that_cannot_be_read_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mcp.json");
        for broken in [b"{ broken" as &[u8], b"\xff\xfe{\0}\0", b"[]", br#"{"mcpServers": []}"#] {
            std::fs::write(&path, broken).unwrap();
            let error = put(&path).unwrap_err().to_string();
            assert!(error.starts_with("cursor: ") && error.contains("mcp.json"), "{error}");
            assert_eq!(std::fs::read(&path).unwrap(), broken);
        }
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = put(&file.join("mcp.json")).unwrap_err().to_string();
        assert!(error.starts_with("cursor: ") && error.contains("mcp.json"), "{error}");
    }

    #[test]
    fn a_file_that_may_not_be_written_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mcp.json");
        std::fs::write(&path, "{}").unwrap();
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions).unwrap();
        let error = put(&path).unwrap_err().to_string();
        assert!(error.contains("mcp.json") && error.contains("read-only"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{}");
    }

    #[test]
    fn a_client_looks_where_it_has_been() {
        let folder = tempfile::tempdir().unwrap();
        let (here, usual) = (folder.path().join("xdg"), folder.path().join(".config"));
        let found = || configuration_of_a_client(&here, &usual, "zed/settings.json");
        assert!(found().starts_with(&here));
        std::fs::create_dir_all(usual.join("zed")).unwrap();
        assert!(found().starts_with(&usual));
        std::fs::create_dir_all(here.join("zed")).unwrap();
        assert!(found().starts_with(&here));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.json"), folder.path().join("mcp.json"));
        std::os::unix::fs::symlink("real.json", &link).unwrap();
        let error = put(&link).unwrap_err().to_string();
        assert!(error.contains("a link to a file that does not exist"), "{error}");
        std::fs::write(&real, "{}").unwrap();
        put(&link).unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(std::fs::read_to_string(&real).unwrap().contains("--profile"));
    }
}
