//! What an entry sets: its variables, those that a container is given, those of files, and its options.

use std::path::{Path, PathBuf};

use super::client_config::Started;
use super::words::{Meaning, meanings};
use crate::command::error::Result;

/// Larger files hold no variables.
const MAX_FILE: u64 = 1 << 20;

/// One setting, as a variable of the environment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) name: String,
    pub(super) held: Held,
}

/// What a setting holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// The value itself.
    Text(String),
    /// What this variable of the client's own environment holds.
    Variable(String),
    /// What the variable of this name holds in the environment of what starts the container, where it is set: otherwise
    /// the container does not have it.
    PassedOn(String),
    /// What only the client knows, and why.
    Unknown(&'static str),
}

/// What an entry sets, and what is not understood in it.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) all: Vec<Setting>,
    pub(super) unknown_options: Vec<String>,
    /// What takes rights away, in words that are not understood.
    pub(super) restrictions: Vec<String>,
}

impl Settings {
    /// Whether an entry sets anything of Confluence, as `of_confluence` tells it by the name.
    ///
    /// # Errors
    /// Nothing is known to be of Confluence, and a file of variables, in which it may be, cannot be read.
    pub(super) fn are_of_confluence(
        entry: &Started,
        folder: &Path,
        of_confluence: fn(&str) -> bool,
    ) -> Result<bool> {
        let by_option = |meaning: &Meaning| match meaning {
            Meaning::Variable(name, _) | Meaning::PassedOn(name) => of_confluence(name),
            Meaning::Option(option) => {
                of_confluence(option.trim_start_matches('-').replace('-', "_").as_str())
            }
            Meaning::File(_) | Meaning::Restriction(_) => false,
        };
        if entry.variables.iter().any(|(name, _)| of_confluence(name))
            || meanings(&entry.words).iter().any(by_option)
        {
            return Ok(true);
        }
        Ok(Self::of(entry, folder)?.all.iter().any(|one| of_confluence(&one.name)))
    }

    /// Gathers everything. `folder` is where the configuration lies, from which its files are named.
    ///
    /// # Errors
    /// A file of variables cannot be read, or one variable is given two values.
    pub(super) fn of(entry: &Started, folder: &Path) -> Result<Self> {
        let mut settings = Self::default();
        for meaning in meanings(&entry.words) {
            match meaning {
                Meaning::Variable(name, value) => settings.add(&name, held(&value))?,
                // The client sets it for what starts the container, or it has one already.
                Meaning::PassedOn(name) if entry.variables.iter().any(|(given, _)| *given == name) => {}
                Meaning::PassedOn(name) => settings.add(&name, Held::PassedOn(name.clone()))?,
                Meaning::File(file) => settings.file(&file, folder)?,
                Meaning::Option(option) => settings.unknown_options.push(option),
                Meaning::Restriction(said) => settings.restrictions.push(said),
            }
        }
        for (name, value) in &entry.variables {
            settings.add(name, held(value))?;
        }
        for name in &entry.unreadable {
            settings.add(name, Held::Unknown("it holds no text, number or list of them"))?;
        }
        settings.restrictions.extend(entry.restrictions.iter().cloned());
        if let Some(file) = &entry.file {
            settings.file(file, folder)?;
        }
        Ok(settings)
    }

    fn file(&mut self, file: &str, folder: &Path) -> Result<()> {
        if matches!(held(file), Held::Unknown(_) | Held::Variable(_)) || file.contains("${") {
            return Err(
                format!("the file of variables {file}: only the client knows which one that is").into()
            );
        }
        let path = match file.strip_prefix("~/") {
            Some(rest) => etcetera::home_dir()?.join(rest),
            None => folder.join(PathBuf::from(file)),
        };
        let failed =
            |error: &dyn std::fmt::Display| format!("the file of variables {}: {error}", path.display());
        if std::fs::metadata(&path).map_err(|error| failed(&error))?.len() > MAX_FILE {
            return Err(failed(&"it is too large").into());
        }
        let text = std::fs::read_to_string(&path).map_err(|error| failed(&error))?;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let line = line.strip_prefix("export ").unwrap_or(line);
            match line.split_once('=') {
                Some((name, value)) => self.add(name.trim(), held(unquoted(value.trim())))?,
                None => self.add(line, Held::PassedOn(line.to_owned()))?,
            }
        }
        Ok(())
    }

    /// What comes first counts: options before variables, variables before files. Two values of one name are a question
    /// that only a person can answer.
    fn add(&mut self, name: &str, held: Held) -> Result<()> {
        match self.all.iter().find(|one| one.name == name) {
            Some(one) if one.held == held => Ok(()),
            Some(_) => Err(format!("{name} is given twice, with two values: leave one of them out").into()),
            None => {
                self.all.push(Setting { name: name.to_owned(), held });
                Ok(())
            }
        }
    }
}

/// A value without the quotes and the comment that files of variables have.
fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some((inner, _)) = value.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inner;
        }
    }
    value.split_once(" #").map_or(value, |(value, _)| value.trim_end())
}

/// What a client puts in the place of a text: `${env:NAME}`, `${NAME}`, `$NAME`, `{env:NAME}`.
fn held(text: &str) -> Held {
    let text = text.trim();
    let name = |inner: &str| {
        let of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        (!inner.is_empty() && inner.chars().all(of_name)).then(|| Held::Variable(inner.to_owned()))
    };
    if let Some(inner) =
        text.strip_prefix("${").or_else(|| text.strip_prefix('{')).and_then(|rest| rest.strip_suffix('}'))
    {
        if let Some(found) = inner.strip_prefix("env:").and_then(name) {
            return found;
        }
        if inner.starts_with("input:") {
            return Held::Unknown("the client asks for it each time");
        }
        if inner.starts_with("file:") && text.starts_with('{') {
            return Held::Unknown("the client reads it from a file");
        }
        if let Some(found) = text.strip_prefix("${").and_then(|_| name(inner)) {
            return found;
        }
    }
    if text.contains("${") {
        return Held::Unknown("only the client knows what it puts in there");
    }
    let shell = text.strip_prefix('$').filter(|rest| rest.chars().all(|c| !c.is_ascii_lowercase()));
    shell.and_then(name).unwrap_or_else(|| Held::Text(text.to_owned()))
}

/// Yes and no, with the one-letter forms that other servers take.
pub(super) fn is_true(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(words: &[&str], variables: &[(&str, &str)]) -> Started {
        let own = |text: &&str| (*text).to_owned();
        let variables = variables.iter().map(|(name, value)| (own(name), own(value))).collect();
        Started {
            name: "x".to_owned(),
            words: words.iter().map(own).collect(),
            variables,
            ..Started::default()
        }
    }

    fn read(words: &[&str], variables: &[(&str, &str)]) -> Vec<(String, Held)> {
        let settings = Settings::of(&started(words, variables), Path::new("/")).unwrap();
        settings.all.into_iter().map(|one| (one.name, one.held)).collect()
    }

    fn text(name: &str, value: &str) -> (String, Held) {
        (name.to_owned(), Held::Text(value.to_owned()))
    }

    #[test]
    fn a_container_is_given_its_variables() {
        let words =
            ["docker", "run", "-i", "--rm", "-e", "CONFLUENCE_URL", "-e", "MINE", "--env", "A=b=c", "image"];
        assert_eq!(
            read(&words, &[("CONFLUENCE_URL", "https://x")]),
            [
                ("MINE".to_owned(), Held::PassedOn("MINE".to_owned())),
                text("A", "b=c"),
                text("CONFLUENCE_URL", "https://x")
            ]
        );
    }

    #[test]
    fn options_are_variables() {
        let words = [
            "uvx",
            "x",
            "--read-only",
            "--confluence-url=https://x",
            "--confluence-token",
            "t",
            "--confluence-x",
        ];
        assert_eq!(
            read(&words, &[]),
            [
                text("READ_ONLY_MODE", "true"),
                text("CONFLUENCE_URL", "https://x"),
                text("CONFLUENCE_API_TOKEN", "t")
            ]
        );
        let settings = Settings::of(&started(&words, &[]), Path::new("/")).unwrap();
        assert_eq!(settings.unknown_options, ["--confluence-x"]);
        let twice = started(&words, &[("CONFLUENCE_API_TOKEN", "canary")]);
        let error = Settings::of(&twice, Path::new("/")).unwrap_err().to_string();
        assert!(error.contains("given twice") && !error.contains("canary"), "{error}");
    }

    #[test]
    fn what_the_client_fills_in_stays_a_reference() {
        let variable = |name: &str| Held::Variable(name.to_owned());
        for (written, meant) in [
            ("${env:MY_TOKEN}", variable("MY_TOKEN")),
            ("${MY_TOKEN}", variable("MY_TOKEN")),
            ("$MY_TOKEN", variable("MY_TOKEN")),
            ("{env:MY_TOKEN}", variable("MY_TOKEN")),
            ("$ecret", Held::Text("$ecret".to_owned())),
            ("{x}", Held::Text("{x}".to_owned())),
            ("plain", Held::Text("plain".to_owned())),
        ] {
            assert_eq!(held(written), meant, "{written}");
        }
        for written in ["${input:token}", "https://${HOST}/wiki", "${TOKEN:-none}", "{file:~/token}"] {
            assert!(matches!(held(written), Held::Unknown(_)), "{written}");
        }
    }

    #[test]
    fn files_of_variables_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let lines = "# c\nexport CONFLUENCE_URL=https://x # y\n\nREAD_ONLY_MODE=\"true\"\nMINE\n";
        std::fs::write(folder.path().join("mine.env"), lines).unwrap();
        let words = ["docker", "run", "--env-file", "mine.env", "image"];
        let settings = Settings::of(&started(&words, &[]), folder.path()).unwrap();
        let read: Vec<_> = settings.all.into_iter().map(|one| (one.name, one.held)).collect();
        let mine = ("MINE".to_owned(), Held::PassedOn("MINE".to_owned()));
        assert_eq!(read, [text("CONFLUENCE_URL", "https://x"), text("READ_ONLY_MODE", "true"), mine]);
        let missing = started(&["docker", "run", "--env-file", "${workspaceFolder}/.env", "i"], &[]);
        assert!(
            Settings::of(&missing, folder.path()).unwrap_err().to_string().contains("only the client knows")
        );
    }
}
