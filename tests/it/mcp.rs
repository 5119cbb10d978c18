//! The server, from outside: the real binary over pipes, and the library in a process of its users.

mod abandoned_work;
mod acceptance;
mod answering;
mod attacks;
mod bounds;
mod cancelling;
mod commands;
pub(crate) mod confirming;
mod container_variables;
mod contradictions;
mod copying;
mod cursors;
mod debug_log;
mod doctor;
pub(crate) mod documents;
mod drafts;
mod embedding;
mod ending;
mod eras;
mod everyday_edits;
mod examples;
mod file_bytes;
mod files;
mod filled_in;
mod first_try;
pub(crate) mod flooding;
mod hanging;
mod jobs;
mod kept_words;
mod kinds;
mod limits;
mod listing;
mod markdown;
mod mistaken;
mod moving_over;
mod naming;
mod odd_pages;
mod offered;
mod offering;
mod office;
mod operating;
mod packaging;
mod parts;
mod pasted;
mod policy;
pub(crate) mod process;
mod properties;
mod publishing_again;
mod python;
mod reading;
mod reasons;
mod refusals;
mod restrictions;
mod scopes;
mod searching;
mod secret_files;
mod setting_up;
mod setting_up_again;
mod signing;
mod sites;
mod spellings;
mod taking_over;
#[cfg(target_os = "linux")]
pub(crate) mod terminal;
mod threads;
mod tls;
mod told_as_it_is;
mod two_people;
mod unshowable;
mod untrusted;
mod whole_sections;
mod without_effect;
mod writing;

use serde_json::Value;
use tests::sandbox::{Deployment, Sandbox};

/// Both deployments, each with the sample content.
async fn samples() -> [Sandbox; 2] {
    let sample = |deployment| Sandbox::builder().deployment(deployment).sample_content().start();
    [sample(Deployment::Cloud).await, sample(Deployment::DataCenter).await]
}

/// The texts of an answer, and whether it is an error.
fn texts(result: &Value) -> (Vec<&str>, bool) {
    let blocks = result["content"].as_array().unwrap_or_else(|| panic!("no content: {result}"));
    let texts = blocks.iter().map(|block| block["text"].as_str().unwrap()).collect();
    (texts, result["isError"].as_bool().unwrap_or(false))
}

/// The text of an error.
fn refusal(result: &Value) -> &str {
    match texts(result) {
        (texts, true) => texts[0],
        (texts, false) => panic!("not an error: {texts:?}"),
    }
}

/// The first text of a good answer, read as JSON.
fn facts(result: &Value) -> Value {
    match texts(result) {
        (texts, false) => {
            serde_json::from_str(texts[0]).unwrap_or_else(|error| panic!("{error}: {}", texts[0]))
        }
        (texts, true) => panic!("an error: {texts:?}"),
    }
}

/// The page's text of a good answer, without its marks.
fn body(result: &Value) -> String {
    let (texts, failed) = texts(result);
    assert!(!failed, "{texts:?}");
    let (_, inner) = texts[1].split_once(">>\n").unwrap();
    inner.rsplit_once("<</page ").unwrap().0.to_owned()
}
