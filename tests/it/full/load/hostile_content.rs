//! Pages of fifty megabytes, most of them hostile: what they cost in time and memory.

use std::time::{Duration, Instant};

use confluence_client::content::{Document, Edit, ReadOptions, WriteOptions, to_storage, view_markdown};

const SIZE: usize = 50_000_000;
/// Far more than any of these needs, and far less than anything quadratic would.
const LONGEST: Duration = Duration::from_secs(120);

const REPEATED: [(&str, &str); 14] = [
    ("paragraphs", "<p>A paragraph of plain prose, as most pages have.</p>"),
    ("one text", "words and more words "),
    ("items of one list", "<ul><li>item</li></ul>"),
    ("macros", "<ac:structured-macro ac:name=\"toc\" ac:macro-id=\"t\" />"),
    ("entities", "&amp;&nbsp;&#x41;"),
    ("tags that are never closed", "<p>"),
    ("tags that were never opened", "</p>"),
    ("lone ampersands", "&"),
    ("comments that never end", "<!--"),
    ("character data that never ends", "<![CDATA["),
    ("attributes", "a=\"b\" "),
    ("links that are never closed", "[a]("),
    ("emphasis that is never closed", "*a _b "),
    ("directives that are never closed", ":a{b=\""),
];

/// The most memory that the process has had since `reset`, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<usize>().unwrap() * 1024
}

fn reset() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

fn measured(name: &str, what: &str, text: &str, work: impl FnOnce(&str) -> String) {
    reset();
    let (before, start) = (peak(), Instant::now());
    let result = work(text);
    let took = start.elapsed();
    let memory = peak().saturating_sub(before) as f64 / text.len() as f64;
    println!("{name}, {what}: {:.2} s, {memory:.1} times the input in memory, {result}", took.as_secs_f64());
    assert!(took < LONGEST, "{name}, {what}: {took:?}");
}

fn said<T, E: std::fmt::Display>(result: Result<T, E>) -> String {
    match result {
        Ok(_) => "read".to_owned(),
        Err(error) => error.to_string().chars().take(80).collect(),
    }
}

fn everything(name: &str, text: &str) {
    measured(name, "parsed", text, |text| said(Document::parse(text)));
    if let Ok(document) = Document::parse(text) {
        let mut markdown = String::new();
        measured(name, "as Markdown", text, |_| {
            markdown = document.markdown(&ReadOptions::new()).text;
            format!("{} bytes", markdown.len())
        });
        measured(name, "with an end", text, |_| {
            markdown.push_str("\n\nThe end.\n");
            said(document.edit(&[Edit::page_markdown(markdown)]))
        });
    }
    measured(name, "as rendered", text, |text| said(view_markdown(text)));
    measured(name, "as Markdown of a new page", text, |text| said(to_storage(text, &WriteOptions::new())));
}

#[test]
#[ignore = "takes long: cargo xtask test --full load"]
fn fifty_megabytes_of_anything_end_in_seconds() {
    for (name, part) in REPEATED {
        everything(name, &part.repeat(SIZE / part.len()));
    }
}

#[test]
#[ignore = "takes long: cargo xtask test --full load"]
fn fifty_megabytes_of_noise_end_in_seconds() {
    let mut noise = fastrand::Rng::with_seed(20_261_124);
    let bytes: Vec<u8> = std::iter::repeat_with(|| noise.u8(..)).take(SIZE).collect();
    everything("random bytes", &String::from_utf8_lossy(&bytes));
    let marks = b"<>&;/=\"' \n[]()*_`~:{}#|-ap!";
    let text: String = (0..SIZE).map(|_| char::from(marks[noise.usize(..marks.len())])).collect();
    everything("random markup", &text);
}

#[test]
#[ignore = "takes long: cargo xtask test --full load"]
fn depth_costs_nothing() {
    for (open, close) in [("<p>", "</p>"), ("<ul><li>", "</li></ul>"), ("<b>", "</b>")] {
        let deep = format!("{}x{}", open.repeat(100_000), close.repeat(100_000));
        everything(&format!("{open} 100,000 deep"), &deep);
    }
    everything("quotes 100,000 deep", &"> ".repeat(100_000));
}
