//! What an entry sets: its variables, those that a container is given, those of files, and its options.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::client_config::Started;
use super::known_variables::SAME;
use super::restrictions::{is_of_confluence, takes_rights_away};
use super::tools::{ENABLED_TOOLS, TOOLSETS};
use super::variables_file::{self, is_name, not_a_variable};
use super::words::{Meaning, meanings};
use crate::command::error::Result;

/// No variable that is taken over has a longer name.
const LONGEST_NAME: usize = 100;

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
    /// What the variable of this name holds in the environment of what starts the server, where it is set: otherwise the
    /// server does not have it.
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
    /// Whether something was given under a key that is no name of a variable.
    pub(super) nameless: bool,
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
            Meaning::File(_)
            | Meaning::FileIfThere(_)
            | Meaning::Folder(_)
            | Meaning::Script(_)
            | Meaning::Restriction(_) => false,
        };
        if entry.variables.iter().any(|(name, _)| of_confluence(name))
            || entry.passed_on.iter().any(|name| of_confluence(name))
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
        let folder = entry.folder.as_ref().map_or_else(|| folder.to_owned(), |inner| folder.join(inner));
        let mut there = folder.clone();
        let mut passed_on = entry.passed_on.clone();
        for meaning in meanings(&entry.words) {
            match meaning {
                Meaning::Variable(name, value) => settings.add(&name, held(&value))?,
                Meaning::PassedOn(name) => passed_on.push(name),
                Meaning::Folder(named) => there = beneath(&there, &named)?,
                Meaning::File(file) => settings.file(&file, &there)?,
                Meaning::FileIfThere(file) if is_missing(&file, &there)? => {}
                Meaning::FileIfThere(file) => settings.file(&file, &there)?,
                Meaning::Script(file) => script(&file, &there)?,
                Meaning::Option(option) => settings.unknown_options.push(option),
                Meaning::Restriction(said) => settings.restrictions.push(said),
            }
        }
        // What the client sets by itself is handed on as that.
        let is_set = |name: &String| entry.variables.iter().any(|(given, _)| given == name);
        for name in passed_on.iter().filter(|name| !is_set(name)) {
            settings.add(name, Held::PassedOn(name.clone()))?;
        }
        for (name, value) in &entry.variables {
            settings.add_key(name, held(value))?;
        }
        for name in &entry.unreadable {
            settings.add_key(name, Held::Unknown("it holds no text, number or list of them"))?;
        }
        settings.restrictions.extend(entry.restrictions.iter().cloned());
        if let Some(file) = &entry.file {
            settings.file(file, &folder)?;
        }
        Ok(settings)
    }

    /// A key of `env`, which may be none of a variable: a remark, or one with blanks around it. What speaks of rights is not
    /// passed over.
    fn add_key(&mut self, key: &str, held: Held) -> Result<()> {
        let name = key.trim();
        if is_name(name) {
            return self.add(name, held);
        }
        match takes_rights_away(&name.to_ascii_uppercase().replace([' ', '.'], "_")) {
            true => self.restrictions.push("a key of env that is no name of a variable".to_owned()),
            false => self.nameless = true,
        }
        Ok(())
    }

    fn file(&mut self, file: &str, folder: &Path) -> Result<()> {
        let (path, text) = content(file, folder)?;
        let lines = variables_file::read(&text)
            .map_err(|why| format!("the file of variables {}, {why}", path.display()))?;
        for (name, value) in lines {
            let held = value.map_or_else(|| Held::PassedOn(name.clone()), |value| held(&value));
            self.add(&name, held)?;
        }
        Ok(())
    }

    /// What comes first counts: options before variables, variables before files. Two values of one name are a question
    /// that only a person can answer.
    fn add(&mut self, name: &str, held: Held) -> Result<()> {
        if !is_name(name) {
            return Err(format!("one of the variables of the entry: {}", not_a_variable(name)).into());
        }
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

/// A path that a command names, from the folder where it runs.
fn beneath(folder: &Path, named: &str) -> Result<PathBuf> {
    if ["~", "$HOME", "${HOME}"].contains(&named) {
        return Ok(etcetera::home_dir()?);
    }
    let home = ["~/", "$HOME/", "${HOME}/"].iter().find_map(|home| named.strip_prefix(home));
    Ok(match home {
        Some(rest) => etcetera::home_dir()?.join(rest),
        None => folder.join(named),
    })
}

/// Whether there is no such file, for what is read if it is there. Which one it is, only the client may know.
fn is_missing(file: &str, folder: &Path) -> Result<bool> {
    let path = beneath(folder, file)?;
    Ok(!path.to_string_lossy().contains(['$', '%']) && !path.exists())
}

/// A file that a command reads, with its path.
fn content(file: &str, folder: &Path) -> Result<(PathBuf, String)> {
    let path = beneath(folder, file)?;
    if path.to_string_lossy().contains(['$', '%']) {
        return Err(format!("the file of variables {file}: only the client knows which one that is").into());
    }
    let failed = |error: &dyn std::fmt::Display| format!("the file of variables {}: {error}", path.display());
    if std::fs::metadata(&path).map_err(|error| failed(&error))?.len() > MAX_FILE {
        return Err(failed(&"it is too large").into());
    }
    let text = std::fs::read_to_string(&path).map_err(|error| failed(&error))?;
    Ok((path, text))
}

/// A script that a shell reads first may do anything: one that speaks of what is taken over is not worked out.
fn script(file: &str, folder: &Path) -> Result<()> {
    let (path, text) = content(file, folder)?;
    let of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    // Each once, and none that is longer than names are: a script may be long, and a word is looked for in many tables.
    let words: BTreeSet<&str> = text.split(|letter| !of_name(letter)).collect();
    let mut words = words.into_iter().filter(|word| (1..=LONGEST_NAME).contains(&word.len()));
    match words.find(|word| speaks_of_confluence(word)) {
        None => Ok(()),
        Some(name) => Err(format!(
            "the script {} speaks of {name}, and is not run here: take it out of the command in a copy of the file, and \
             write what it sets into env there",
            path.display()
        )
        .into()),
    }
}

/// Whether a word of a script is a variable that is taken over, or one that takes rights away.
fn speaks_of_confluence(word: &str) -> bool {
    is_of_confluence(word)
        || [TOOLSETS, ENABLED_TOOLS].contains(&word)
        || SAME.iter().any(|(other, _)| *other == word)
        || word.contains('_') && takes_rights_away(word)
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
                text("A", "b=c"),
                ("MINE".to_owned(), Held::PassedOn("MINE".to_owned())),
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
    fn what_a_shell_reads_first_is_read_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("ro.env", "READ_ONLY_MODE=true\n");
        write("plain.sh", "PATH=/x:$PATH\nalias ls='ls -l'\n");
        write("sets.sh", "if true; then export READ_ONLY_MODE=true; fi\n");
        let of = |command: &str| {
            let entry = started(&["bash", "-c", command], &[]);
            Settings::of(&entry, folder.path()).map(|settings| settings.all)
        };
        std::fs::create_dir(folder.path().join("inner")).unwrap();
        write("inner/ro.env", "READ_ONLY_MODE=true\n");
        write("inner/only.env", "READ_ONLY_MODE=true\n");
        for command in [
            "source ro.env; uvx x",
            "cd inner && source only.env && uvx x",
            "cd inner; cd ..; . inner/only.env; uvx x",
            "node --env-file-if-exists=ro.env --env-file-if-exists=missing.env x.js",
            "set -a; . ./ro.env; set +a; exec uvx x",
            "export $(cat ro.env | xargs) && uvx x",
            "env $(grep -v '#' ro.env) uvx x",
            "npx -y dotenv-cli -e ro.env -- npx -y x",
            "dotenvx run -f ro.env -- x",
            "dotenv --file=ro.env run x",
        ] {
            let all = of(command).unwrap();
            let right = [Setting { name: "READ_ONLY_MODE".to_owned(), held: Held::Text("true".to_owned()) }];
            assert_eq!(all, right, "{command}");
        }
        assert!(of(". plain.sh; uvx x").unwrap().is_empty());
        for (command, says) in [
            ("source sets.sh; uvx x", "speaks of READ_ONLY_MODE"),
            ("source missing.sh; uvx x", "missing.sh"),
            ("cd $THERE && source ro.env; uvx x", "only the client knows"),
            ("source $HERE/ro.env; uvx x", "only the client knows"),
        ] {
            let error = of(command).unwrap_err().to_string();
            assert!(error.contains(says), "{command}: {error}");
        }
        let mut entry = started(&["docker", "run", "--env-file", "ro.env", "i"], &[]);
        entry.folder = folder.path().to_str().map(str::to_owned);
        assert_eq!(Settings::of(&entry, Path::new("/")).unwrap().all.len(), 1);
    }

    #[test]
    fn what_is_no_name_is_never_shown() {
        for words in [
            &["docker", "run", "-e", "CONFLUENCE_PERSONAL_TOKEN: NDc4CANARY", "i"][..],
            &["docker", "run", "-e", "CONFLUENCE_PERSONAL_TOKEN: NDc4CANARY=", "i"],
            &["docker", "run", "-e", "CONFLUENCE_PERSONAL_TOKEN NDc4CANARY", "i"],
            &["docker", "run", "-e", "CANARY2345CANARY2345", "i"],
        ] {
            let error = Settings::of(&started(words, &[]), Path::new("/")).unwrap_err().to_string();
            assert!(!error.contains("CANARY"), "{error}");
        }
        // A remark in `env` is none of its variables, and a blank around a name is none of the name.
        let odd =
            started(&["x"], &[("//", "CANARY"), ("# my token", "CANARY"), (" CONFLUENCE_URL ", "https://x")]);
        let settings = Settings::of(&odd, Path::new("/")).unwrap();
        assert_eq!(settings.all.len(), 1);
        assert!(settings.nameless && settings.restrictions.is_empty());
        let rights = started(&["x"], &[("READ ONLY", "true")]);
        assert_eq!(Settings::of(&rights, Path::new("/")).unwrap().restrictions.len(), 1);
        let mut entry = started(&["x"], &[]);
        entry.passed_on = vec!["CONFLUENCE_PAT: CANARY".to_owned()];
        assert!(!Settings::of(&entry, Path::new("/")).unwrap_err().to_string().contains("CANARY"));
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
