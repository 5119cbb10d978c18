//! Every option that a document or a file of production names is one of the program.

use std::collections::BTreeSet;

use super::fences::{documents, root};
use crate::mcp::process::run;

/// Options of other programs that documents name.
const OTHERS: [&str; 4] = ["--version", "--help", "--full", "--locked"];

async fn known() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for command in [
        "serve",
        "login",
        "status",
        "logout",
        "doctor",
        "init",
        "scopes",
        "query",
        "caller",
        "man",
        "completions",
    ] {
        let (good, help, _) = run(&[command, "--help"]).await;
        assert!(good, "{command}");
        all.extend(options(&help));
    }
    all.extend(OTHERS.map(str::to_owned));
    all
}

/// The words of a text that are options.
fn options(text: &str) -> impl Iterator<Item = String> {
    let end = |c: char| !(c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit());
    let words = text.split(|c: char| c.is_whitespace() || "`\"'()[],".contains(c));
    words
        .filter_map(move |word| {
            word.split(end).next().filter(|word| word.starts_with("--") && word.len() > 3)
        })
        .map(str::to_owned)
}

/// The parts of a document that are about the program: code of a line that begins with an option or names the program,
/// and the lines of a fence that do, with those that go on.
fn about_the_program(text: &str) -> String {
    let mut found = String::new();
    let (mut fenced, mut goes_on) = (false, false);
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            if goes_on || line.contains("confluence-mcp serve") || line.starts_with("confluence-mcp ") {
                found.push_str(line);
                found.push('\n');
                goes_on = line.ends_with('\\');
            }
            continue;
        }
        for code in line.split('`').skip(1).step_by(2) {
            let ours =
                ["--", "serve ", "init ", "login ", "logout ", "status ", "doctor ", "scopes ", "query "];
            if ours.iter().any(|begin| code.trim_start_matches("confluence-mcp ").starts_with(begin)) {
                found.push_str(code);
                found.push('\n');
            }
        }
    }
    found
}

#[tokio::test]
async fn every_option_that_a_document_names_is_there() {
    let known = known().await;
    let mut named = 0;
    let of_the_server = |name: &str| {
        name.starts_with("confluence-mcp/") || name.starts_with("confluence-oauth/") || name == "README.md"
    };
    for document in documents().into_iter().filter(|document| of_the_server(&document.name)) {
        // What other servers have is told on the page about moving over.
        for option in options(&about_the_program(&document.text)) {
            let of_others = document.name.ends_with("migrating.md") && option.starts_with("--confluence");
            assert!(
                of_others || known.contains(&option),
                "{} names {option}, which is no option",
                document.name
            );
            named += 1;
        }
    }
    for file in ["confluence-mcp@.service", "compose.yaml", "kubernetes.yaml"] {
        let text =
            std::fs::read_to_string(root().join("confluence-mcp/packaging/operation").join(file)).unwrap();
        let serving =
            text.lines().filter(|line| line.trim_start().trim_start_matches("- ").starts_with("--"));
        for option in serving.flat_map(options) {
            assert!(known.contains(&option), "{file} names {option}, which is no option");
            named += 1;
        }
    }
    assert!(named > 100, "only {named} options were found");
}
