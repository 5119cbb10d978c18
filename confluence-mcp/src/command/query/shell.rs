//! The shell: statements are typed, their rows are shown, until the person has enough.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use confluence_client::sql::{Format, Sql};
use confluence_client::{Deployment, Quoted};
use etcetera::BaseStrategy as _;
use rustyline::config::Builder;
use rustyline::error::ReadlineError;
use rustyline::history::{FileHistory, History as _};
use rustyline::{CompletionType, Editor};

use super::completion::Completion;
use super::{Asking, Shape, explain, print};
use crate::command::error::Result;

/// What can be typed beside statements.
pub(super) const COMMANDS: &[(&str, &str)] = &[
    (".tables", "lists the tables"),
    (".columns TABLE", "lists the columns of a table"),
    (".procedures", "lists the procedures, which EXEC runs"),
    (".explain SELECT ...;", "explains how it would be answered, sends no request"),
    (".format FORMAT", "table, csv, json or ndjson"),
    (".max NUMBER", "the maximum number of rows"),
    (".help", "this"),
    (".quit", "ends it, as Ctrl-D does"),
];

/// How many statements are remembered from one time to the next.
const REMEMBERED: usize = 1000;

/// Asks for statements until the person ends it.
pub(super) async fn run(sql: Sql, mut asking: Asking) -> Result<()> {
    let history = history();
    let mut editor = editor(&sql, history.as_deref())?;
    let site = sql.wiki().site();
    let deployment = match site.deployment() {
        Deployment::Cloud => "Cloud",
        _ => "Data Center",
    };
    let mut told = std::io::stderr();
    writeln!(told, "{} ({deployment}), for reading. A statement ends with ; or an empty line.", site.base())?;
    writeln!(told, "Tab completes names, .help lists what else can be typed, Ctrl-D ends it.")?;
    // What was typed or pasted behind the end of a statement.
    let mut ahead = String::new();
    loop {
        let (back, rest, typed) = tokio::task::spawn_blocking(move || {
            let typed = statement(&mut editor, &mut ahead);
            (editor, ahead, typed)
        })
        .await?;
        (editor, ahead) = (back, rest);
        let text = match typed {
            Typed::Statement(text) => text,
            Typed::Nothing => continue,
            Typed::End => break,
            Typed::Broken(error) => return Err(error.into()),
        };
        remember(&mut editor, &text, history.as_deref());
        let answered = answer(&sql, &mut asking, &text);
        let done = tokio::select! {
            done = answered => done,
            _ = tokio::signal::ctrl_c() => {
                ahead.clear();
                Err("the query was given up".into())
            }
        };
        match done {
            Ok(true) => {}
            Ok(false) => break,
            // What is wrong with one statement is said, and the next one is asked for.
            Err(error) => writeln!(std::io::stderr(), "error: {error}")?,
        }
    }
    Ok(())
}

type Line = Editor<Completion, FileHistory>;

/// What a person typed.
enum Typed {
    Statement(String),
    Nothing,
    End,
    Broken(ReadlineError),
}

fn editor(sql: &Sql, history: Option<&Path>) -> Result<Line> {
    let config = Builder::new()
        .max_history_size(REMEMBERED)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(Completion::of(sql)));
    // The first time there is none; one that cannot be read is no reason to answer nothing.
    if let Some(Err(error)) = history.filter(|path| path.exists()).map(|path| editor.load_history(path)) {
        tracing::warn!(%error, "the history of statements cannot be read");
    }
    Ok(editor)
}

/// Where statements are remembered, if there is a place for it.
fn history() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    let folder = folders.state_dir().unwrap_or_else(|| folders.data_dir()).join("confluence");
    let mut made = std::fs::DirBuilder::new();
    made.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut made, 0o700);
    made.create(&folder).ok()?;
    Some(folder.join("query_history"))
}

/// Keeps a statement for the next time, in a file that its user alone can read.
fn remember(editor: &mut Line, text: &str, history: Option<&Path>) {
    let kept = editor.add_history_entry(text.split_whitespace().collect::<Vec<_>>().join(" "));
    let saved = kept.and_then(|_| history.map_or(Ok(()), |path| editor.history_mut().append(path)));
    if let Err(error) = saved {
        tracing::warn!(%error, "the statement cannot be saved in the history");
    }
}

/// Reads up to the end of a statement. A paste may have several: what is behind the first is kept for the next time.
fn statement(editor: &mut Line, ahead: &mut String) -> Typed {
    let mut text = std::mem::take(ahead);
    loop {
        if let Some((statement, rest)) = first(&text) {
            *ahead = rest;
            return Typed::Statement(statement);
        }
        let prompt = if text.is_empty() { "sql> " } else { "...> " };
        if let Some(helper) = editor.helper_mut() {
            helper.begun.clone_from(&text);
        }
        let line = match editor.readline(prompt) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => return Typed::Nothing,
            Err(ReadlineError::Eof) => return Typed::End,
            Err(error) => return Typed::Broken(error),
        };
        match (line.trim().is_empty(), text.trim()) {
            (true, "") => return Typed::Nothing,
            (true, begun) => return Typed::Statement(begun.to_owned()),
            (false, _) => {
                text.push_str(&line);
                text.push('\n');
            }
        }
    }
}

/// The first statement of a text, and what is behind it; nothing while it has no end. A command of the shell ends with
/// its line.
fn first(text: &str) -> Option<(String, String)> {
    let mut text = text.trim_start();
    // A command may stand behind comments.
    while let Some((_, below)) = text.strip_prefix("--").and_then(|comment| comment.split_once('\n')) {
        text = below.trim_start();
    }
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    if is_command(line) {
        return Some((line.trim_end().to_owned(), below.to_owned()));
    }
    let (whole, rest) = Sql::split(text);
    let (first, others) = whole.split_first()?;
    let behind: Vec<&str> = others.iter().copied().chain([rest]).filter(|part| !part.is_empty()).collect();
    let behind = if behind.is_empty() { String::new() } else { behind.join("\n") + "\n" };
    Some(((*first).to_owned(), behind))
}

/// Whether a line is a command of the shell, which ends with it. What is explained is a statement.
fn is_command(line: &str) -> bool {
    let line = line.trim_start();
    let word = line.split_whitespace().next().unwrap_or_default().trim_end_matches(';');
    let named = ["help", "quit", "exit", "\\q"].iter().any(|name| word.eq_ignore_ascii_case(name));
    named || (line.starts_with('.') && !word.eq_ignore_ascii_case(".explain"))
}

/// Answers what was typed, and says whether to go on.
async fn answer(sql: &Sql, asking: &mut Asking, text: &str) -> Result<bool> {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim().trim_end_matches(';').trim_end();
    let mut out = std::io::stdout();
    match word.trim_end_matches(';').to_ascii_lowercase().as_str() {
        ".quit" | ".exit" | "quit" | "exit" | "\\q" => return Ok(false),
        ".help" | "help" => write!(out, "{}", help())?,
        ".tables" => write!(out, "{}", print::tables(sql, asking.format))?,
        ".columns" | ".schema" if rest.is_empty() => {
            return Err(".columns takes a table, such as .columns Pages".into());
        }
        ".columns" | ".schema" => write!(out, "{}", print::columns(sql, rest, asking.format)?)?,
        ".procedures" => write!(out, "{}", print::procedures(sql, asking.format))?,
        ".explain" => explain(sql, rest).await?,
        ".format" | ".mode" => {
            asking.format = format(rest)?;
            writeln!(std::io::stderr(), "Rows are shown as {rest}.")?;
        }
        ".max" => {
            let most = rest.parse().map_err(|_| ".max takes a number of rows, such as .max 100")?;
            asking.limits = asking.limits.rows(most);
            writeln!(std::io::stderr(), "No more rows than {most} are shown.")?;
        }
        word if word.starts_with('.') => {
            return Err(format!("there is no {word}; .help lists what there is").into());
        }
        _ => asking.answer(sql, text).await?,
    }
    Ok(true)
}

fn format(name: &str) -> Result<Format> {
    let shape = <Shape as clap::ValueEnum>::from_str(name, true);
    let wrong = |_| format!(".format takes table, csv, json or ndjson, not {}", Quoted(name));
    Ok(shape.map(Format::from).map_err(wrong)?)
}

fn help() -> String {
    let lines = COMMANDS.iter().map(|(typed, does)| format!("{typed:22} {does}\n"));
    let lines: String = lines.collect();
    format!("{lines}Anything else is SQL: SELECT Key, Name FROM Spaces;\n")
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn a_paste_is_taken_a_statement_at_a_time() {
        let mut text = "SELECT ';'\nFROM Spaces; -- one\n.format csv\nSELECT 2; SELECT\n3".to_owned();
        let mut taken = Vec::new();
        while let Some((statement, rest)) = first(&text) {
            taken.push(statement);
            text = rest;
        }
        assert_eq!(taken, ["SELECT ';'\nFROM Spaces;", ".format csv", "SELECT 2;"]);
        assert_eq!(text, "SELECT\n3\n");
        assert_eq!(first(".format csv\nSELECT 2;\n"), Some((".format csv".into(), "SELECT 2;\n".into())));
        assert_eq!(first("SELECT 1"), None);
    }
}
