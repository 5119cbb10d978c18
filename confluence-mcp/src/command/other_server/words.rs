//! What the words of a command set: options, variables of a container, `NAME=value` before a command, and what a shell is
//! told to run.

use std::iter::Peekable;

use super::restrictions::{is_of_tools, takes_rights_away};
use super::variables_file::{is_named_as_one, is_usual};

/// How deep a command may stand in another one: `sh -c "env A=b sh -c '...'"`.
const DEPTH: usize = 4;

/// What one word of a command, with the value behind it, means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A variable with its value.
    Variable(String, String),
    /// A variable of what starts the container, by its name alone.
    PassedOn(String),
    /// A file of variables.
    File(String),
    /// A file of variables that need not be there.
    FileIfThere(String),
    /// A folder that a shell goes to: what stands behind it is looked for there.
    Folder(String),
    /// A script that a shell reads first.
    Script(String),
    /// An option that means nothing here, by its name alone: its value may be a secret.
    Option(String),
    /// What takes rights away, in words that are not understood.
    Restriction(String),
}

/// Options that stand for a variable, with a value behind them.
const OPTIONS: &[(&str, &str)] = &[
    ("--confluence-url", "CONFLUENCE_URL"),
    ("--confluence-username", "CONFLUENCE_USERNAME"),
    ("--confluence-token", "CONFLUENCE_API_TOKEN"),
    ("--confluence-personal-token", "CONFLUENCE_PERSONAL_TOKEN"),
    ("--confluence-spaces-filter", "CONFLUENCE_SPACES_FILTER"),
    ("--enabled-tools", "ENABLED_TOOLS"),
    ("--toolsets", "TOOLSETS"),
    ("--transport", "TRANSPORT"),
    ("--oauth-client-id", "ATLASSIAN_OAUTH_CLIENT_ID"),
    ("--oauth-client-secret", "ATLASSIAN_OAUTH_CLIENT_SECRET"),
    ("--oauth-redirect-uri", "ATLASSIAN_OAUTH_REDIRECT_URI"),
    ("--oauth-scope", "ATLASSIAN_OAUTH_SCOPE"),
    ("--oauth-cloud-id", "ATLASSIAN_OAUTH_CLOUD_ID"),
    ("--oauth-access-token", "ATLASSIAN_OAUTH_ACCESS_TOKEN"),
];

/// Options that say it all by themselves. `--read-only` of a container counts too: a right less does no harm.
const FLAGS: &[(&str, &str, &str)] = &[
    ("--read-only", "READ_ONLY_MODE", "true"),
    ("--readonly", "READ_ONLY_MODE", "true"),
    ("--read-only-mode", "READ_ONLY_MODE", "true"),
    ("--confluence-read-only", "READ_ONLY_MODE", "true"),
    ("--no-confluence-ssl-verify", "CONFLUENCE_SSL_VERIFY", "false"),
    ("--confluence-ssl-verify", "CONFLUENCE_SSL_VERIFY", "true"),
];

/// Options that name a file of variables.
const OF_FILES: [&str; 2] = ["--env-file", "--envfile"];

/// An option that names one which is read if it is there.
const OF_FILE_IF_THERE: &str = "--env-file-if-exists";

/// What stands between two commands of a shell, as [`pieces`] gives it.
const NEXT_COMMAND: &str = ";";

/// Words of a shell behind which a command begins.
const BEFORE_COMMANDS: [&str; 12] =
    ["then", "do", "else", "elif", "if", "while", "!", "{", "(", "command", "builtin", "exec"];

/// Options of containers whose values are folders and say nothing of rights, though `readonly` may stand in them.
const OF_FOLDERS: [&str; 3] = ["-v", "--volume", "--mount"];

/// Options of what starts a server, such as a container or a package runner, that say how and set nothing.
const OF_STARTERS: &[&str] = &[
    "--add-host",
    "--all-extras",
    "--cap-drop",
    "--cpus",
    "--directory",
    "--entrypoint",
    "--from",
    "--init",
    "--interactive",
    "--isolated",
    "--login",
    "--memory",
    "--name",
    "--network",
    "--no-cache",
    "--package",
    "--platform",
    "--prerelease",
    "--project",
    "--pull",
    "--python",
    "--quiet",
    "--refresh",
    "--rm",
    "--security-opt",
    "--silent",
    "--spec",
    "--tty",
    "--user",
    "--with",
    "--workdir",
    "--yes",
];

/// What the words behind the program mean, in their order.
pub(super) fn meanings(words: &[String]) -> Vec<Meaning> {
    let mut found = Vec::new();
    // The program itself is a command with its words where clients take one text.
    match words.split_first() {
        Some((program, rest)) if program.trim().contains(char::is_whitespace) => {
            gather_command(program, DEPTH, &mut found);
            gather(rest.iter().map(String::as_str), DEPTH, false, &mut found);
        }
        Some((program, rest)) => {
            // A package such as `confluence-readonly` speaks of rights by its name alone.
            one_word(program, &mut found);
            gather(rest.iter().map(String::as_str), DEPTH, false, &mut found);
        }
        None => {}
    }
    found
}

/// What a command in one text means.
fn gather_command(command: &str, depth: usize, found: &mut Vec<Meaning>) {
    gather(pieces(command).iter().map(String::as_str), depth, true, found);
}

/// What the words mean: those of a shell, in which some are commands of its own, or those of a program.
fn gather<'a>(words: impl Iterator<Item = &'a str>, depth: usize, is_shell: bool, found: &mut Vec<Meaning>) {
    let mut words = words.peekable();
    let mut before = NEXT_COMMAND;
    // Whether the next word is a command. `.` is one there, and a folder or a name of a project anywhere else.
    let mut begins = is_shell;
    while let Some(word) = words.next() {
        if word == NEXT_COMMAND {
            (before, begins) = (word, is_shell);
            continue;
        }
        let is_command = runs(std::mem::replace(&mut before, word)) && depth > 0;
        if is_command && word.contains(char::is_whitespace) {
            gather_command(word, depth - 1, found);
            continue;
        }
        let is_first = begins;
        begins = is_first && (BEFORE_COMMANDS.contains(&word) || assignment(word).is_some());
        let first = word.trim_start_matches(['(', '{']);
        let (option, given) = match word.split_once('=') {
            Some((option, value)) if option.starts_with('-') => (option, Some(value)),
            _ => (word, None),
        };
        if let Some((_, name, meaning)) = FLAGS.iter().find(|(flag, ..)| is_same_option(flag, option)) {
            found.push(Meaning::Variable((*name).to_owned(), (*meaning).to_owned()));
        } else if let Some((_, name)) = OPTIONS.iter().find(|(known, _)| is_same_option(known, option)) {
            found.push(Meaning::Variable((*name).to_owned(), value(given, &mut words)));
        } else if OF_FILES.contains(&option) {
            found.push(Meaning::File(value(given, &mut words)));
        } else if option == OF_FILE_IF_THERE {
            found.push(Meaning::FileIfThere(value(given, &mut words)));
        } else if is_first && matches!(first, "." | "source" | "cd" | "pushd") {
            found.extend(of_shell(first, &mut words));
        } else if let Some(attached) = of_container(word)
            // `bash -e -c` is something else.
            && (attached.is_some() || !words.peek().is_some_and(|next| next.starts_with('-')))
        {
            found.push(given_variable(value(attached, &mut words)));
        } else if let Some((name, value)) = assignment(word) {
            found.push(Meaning::Variable(name.to_owned(), value.to_owned()));
        } else if OF_FOLDERS.contains(&option) {
            value(given, &mut words);
        } else if option.starts_with('-') && option.len() > 1 && !option.contains(char::is_whitespace) {
            found.extend(of_option(option));
            given.into_iter().for_each(|given| one_word(given, found));
        } else if word.contains(|letter: char| letter.is_whitespace() || letter == ';') && depth > 0 {
            gather_command(word, depth - 1, found);
        } else {
            one_word(word, found);
        }
    }
}

/// What stands behind `-e`: a variable with its value or without one, or a file of them as in `dotenv -e FILE`.
fn given_variable(given: String) -> Meaning {
    match given.split_once('=') {
        Some((name, value)) => Meaning::Variable(name.to_owned(), value.to_owned()),
        None if is_named_as_one(&given) => Meaning::File(given),
        None => Meaning::PassedOn(given),
    }
}

/// What a command of a shell means that reads a file or goes to a folder, with the word behind it.
fn of_shell<'a>(command: &str, words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Option<Meaning> {
    let named = words.next_if(|next| *next != NEXT_COMMAND)?;
    let named = if named == "--" { words.next_if(|next| *next != NEXT_COMMAND)? } else { named };
    let named = named.trim_end_matches(')').to_owned();
    Some(match command {
        "cd" | "pushd" => Meaning::Folder(named),
        _ if is_named_as_one(&named) => Meaning::File(named),
        _ => Meaning::Script(named),
    })
}

/// Whether a shell runs what stands behind this option: `-c`, `-lc`, `/c`, `-Command`.
fn runs(option: &str) -> bool {
    let of_shell = option.starts_with('-') && !option.starts_with("--") && option.ends_with('c');
    of_shell || option.eq_ignore_ascii_case("/c") || option.eq_ignore_ascii_case("-command")
}

/// The value of an option: behind its `=`, or the next word.
fn value<'a>(given: Option<&str>, words: &mut Peekable<impl Iterator<Item = &'a str>>) -> String {
    given.or_else(|| words.next()).unwrap_or_default().to_owned()
}

/// `--read_only` and `--Read-Only` are `--read-only`.
fn is_same_option(known: &str, written: &str) -> bool {
    written.starts_with('-') && written.replace('_', "-").eq_ignore_ascii_case(known)
}

/// An option that says nothing known. Those of one letter are of what starts the server, and may have a value in them.
fn of_option(option: &str) -> Option<Meaning> {
    let name = option.trim_start_matches('-');
    if name.len() > 1 && (is_of_tools(name) || takes_rights_away(name)) {
        return Some(Meaning::Restriction(option.to_owned()));
    }
    let is_told = option.starts_with("--") && name.len() > 1 && !OF_STARTERS.contains(&option);
    is_told.then(|| Meaning::Option(option.to_owned()))
}

/// A word that is no option: it is never shown, since it may be a secret, unless it is known to be none.
fn one_word(word: &str, found: &mut Vec<Meaning>) {
    const READS: [&str; 3] = ["readonly", "read-only", "read_only"];
    let bare = word.trim_start_matches("$env:");
    // Also within `$(cat FILE)`.
    let file = word.trim_matches(['(', ')', '`', '<']);
    if is_named_as_one(file) {
        found.push(Meaning::File(file.to_owned()));
    } else if let Some(said) = READS.iter().find(|said| bare.to_ascii_lowercase().contains(**said)) {
        found.push(Meaning::Restriction((*said).to_owned()));
    } else if is_usual(bare) && takes_rights_away(bare) {
        found.push(Meaning::Restriction(bare.to_owned()));
    }
}

/// What stands behind `-e` or `--env` of a container, if it is attached; nothing for another word.
fn of_container(word: &str) -> Option<Option<&str>> {
    /// Options of one letter that take no value, which may stand before `e` in one word.
    const ALONE: [char; 5] = ['i', 't', 'd', 'P', 'q'];
    if word == "--env" {
        return Some(None);
    }
    if let Some(given) = word.strip_prefix("--env=") {
        return Some(Some(given));
    }
    let letters = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'))?;
    let given = letters.trim_start_matches(ALONE).strip_prefix('e')?;
    let given = given.strip_prefix('=').unwrap_or(given);
    match given.is_empty() {
        true => Some(None),
        false => is_usual(given.split('=').next().unwrap_or_default()).then_some(Some(given)),
    }
}

/// `NAME=value` before a command, as shells and `env` read it.
fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.strip_prefix("$env:").unwrap_or(word).split_once('=')?;
    is_usual(name).then_some((name, value))
}

/// The words of a command in one text, as a shell divides it: at spaces and between commands, and not within quotes; where
/// a command ends stands [`NEXT_COMMAND`].
fn pieces(command: &str) -> Vec<String> {
    let (mut pieces, mut piece, mut quote) = (Vec::new(), String::new(), None);
    for letter in command.chars() {
        match (letter, quote) {
            (letter, Some(open)) if letter == open => quote = None,
            (letter, Some(_)) => piece.push(letter),
            ('"' | '\'', None) => quote = Some(letter),
            (';' | '&' | '|' | '\n', None) => {
                pieces.extend([std::mem::take(&mut piece), NEXT_COMMAND.to_owned()]);
            }
            (letter, None) if letter.is_whitespace() => pieces.push(std::mem::take(&mut piece)),
            (letter, None) => piece.push(letter),
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Vec<Meaning> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        meanings(&words)
    }

    #[test]
    fn a_restriction_is_found_wherever_it_stands() {
        let reads = Meaning::Variable("READ_ONLY_MODE".to_owned(), "true".to_owned());
        for words in [
            &["uvx x --read-only"][..],
            &["READ_ONLY_MODE=true uvx x"],
            &["uvx", "x --read-only"],
            &["uvx", "x", "--readonly"],
            &["uvx", "x", "--read_only"],
            &["sh", "-c", "READ_ONLY_MODE=true uvx x"],
            &["bash", "-lc", "cd /tmp; export READ_ONLY_MODE='true'; uvx x"],
            &["bash", "-lc", "exec uvx x --read-only"],
            &["sh", "-c", "sh -c 'READ_ONLY_MODE=true uvx x'"],
            &["cmd", "/c", "set READ_ONLY_MODE=true&&uvx x"],
            &["powershell", "-Command", "$env:READ_ONLY_MODE='true'; uvx x"],
            &["env", "READ_ONLY_MODE=true", "uvx", "x"],
            &["env", "HEADERS=a b", "READ_ONLY_MODE=true", "uvx"],
            &["docker", "run", "-eREAD_ONLY_MODE=true", "image"],
            &["docker", "run", "-ie", "READ_ONLY_MODE=true", "image"],
            &["docker", "run", "-e=READ_ONLY_MODE=true", "image"],
        ] {
            assert!(read(words).contains(&reads), "{words:?}: {:?}", read(words));
        }
    }

    #[test]
    fn what_speaks_of_rights_and_is_not_understood_is_told_apart() {
        for words in [
            &["uvx", "x", "--disable-write"][..],
            &["uvx", "x", "--spaces", "DOCS"],
            &["uvx", "x", "--exclude-tools", "a"],
            &["uvx", "x", "--disabled-tools=a"],
            &["uvx", "x", "--mode", "read-only"],
            &["uvx", "x", "--mode=readonly"],
            &["confluence-readonly"],
            &["sh", "-c", ". ./it; export READ_ONLY_MODE; uvx x"],
        ] {
            let found = read(words);
            assert!(found.iter().any(|one| matches!(one, Meaning::Restriction(_))), "{words:?}: {found:?}");
        }
        for words in [
            &["docker", "build", ".", "/tmp"][..],
            &["uv", "run", "--directory", ".", "server"],
            &["sh", "-c", "cd /srv && uv run --project . server"],
            &["npx", "-y", "x", "source", "y"],
        ] {
            let found = read(words);
            assert!(!found.iter().any(|one| matches!(one, Meaning::Script(_))), "{words:?}: {found:?}");
        }
        assert_eq!(
            read(&["sh", "-c", "cd /srv && . conf/all; if [ -f x.sh ]; then source x.sh; fi; exec uvx x"]),
            [
                Meaning::Folder("/srv".to_owned()),
                Meaning::Script("conf/all".to_owned()),
                Meaning::Script("x.sh".to_owned())
            ]
        );
        assert_eq!(
            read(&["node", "--env-file-if-exists=.env", "x.js"]),
            [Meaning::FileIfThere(".env".to_owned())]
        );
        let container =
            ["docker", "run", "-i", "--rm", "--network", "host", "-v", "/a:/b", "--mount", "x,readonly", "i"];
        assert_eq!(read(&container), []);
        assert_eq!(
            read(&["npx", "-y", "x", "--colour", "-pcanary"]),
            [Meaning::Option("--colour".to_owned())]
        );
        let remote = ["npx", "-y", "mcp-remote", "--header", "Authorization: Bearer canary", "--key=canary"];
        assert!(!format!("{:?}", read(&remote)).contains("canary"));
    }
}
