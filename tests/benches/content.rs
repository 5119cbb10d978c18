//! A page to Markdown against the crate `htmd` on the same bytes, the merge of an edited page against its reading, the
//! time per byte as pages grow, and the memory of reading: CPU time of the calling thread, in turns, as ratios.
//!
//! The goals: reading at most half of htmd, merging at most 1.5 times the reading, linear to 10 MB, memory at most
//! six times the input, Markdown at most half the bytes of storage.

use std::time::Duration;

use confluence_client::content::{Document, Edit, ReadOptions};
use rustix::time::{ClockId, clock_gettime};

const ROUNDS: usize = 15;

fn main() {
    let page = page(200_000);
    let options = ReadOptions::new();
    let read = |page: &str| Document::parse(page).expect("a page").markdown(&options);
    let markdown = read(&page).text;
    println!(
        "page: {} bytes of storage, {} bytes of Markdown ({:.2})",
        page.len(),
        markdown.len(),
        markdown.len() as f64 / page.len() as f64
    );

    let edited =
        markdown.replacen("A paragraph of section 7 with", "A changed paragraph of section 7 with", 1);
    assert_ne!(edited, markdown);
    let edit = [Edit::page_markdown(edited)];
    let document = Document::parse(&page).expect("a page");
    let mut times: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        times[0].push(timed(|| drop(read(&page))));
        times[1].push(timed(|| drop(htmd::convert(&page).expect("Markdown"))));
        times[2].push(timed(|| drop(document.edit(&edit).expect("an edit"))));
    }
    let [ours, theirs, merge] = times.map(median);
    println!("read: {:.2} ms, htmd: {:.2} ms, ratio {:.2}", ours * 1e3, theirs * 1e3, ours / theirs);
    println!(
        "merge of one changed paragraph, checks included: {:.2} ms, {:.2} times the reading",
        merge * 1e3,
        merge / ours
    );

    for megabytes in [1, 2, 5, 10] {
        let large = self::page(megabytes * 1_000_000);
        let before = peak_memory();
        let time = timed(|| drop(read(&large)));
        let grown = peak_memory().saturating_sub(before) as f64 / large.len() as f64;
        println!(
            "{megabytes} MB: {:.1} ns a byte, peak memory grew by {grown:.1} times the input",
            time * 1e9 / large.len() as f64
        );
    }
}

/// A page of about `size` bytes with what pages have.
fn page(size: usize) -> String {
    let mut page = String::new();
    let mut section = 0;
    while page.len() < size {
        section += 1;
        page.push_str(&format!("<h2 local-id=\"h{section}\">Section {section} &mdash; facts</h2><p local-id=\"p{section}\">A paragraph of section {section} with <strong>bold</strong>, <em>emphasis</em>, a <ac:link><ri:page ri:space-key=\"DOC\" ri:content-title=\"Page {section}\" /><ac:link-body>page link</ac:link-body></ac:link>, a mention of <ac:link><ri:user ri:account-id=\"557058:{section}\" /></ac:link>, a date <time datetime=\"2026-11-23\" /> and <ac:inline-comment-marker ac:ref=\"ref-{section}\">a comment</ac:inline-comment-marker>.</p>"));
        for (name, text) in [("info", "Note"), ("warning", "Careful"), ("tip", "Try"), ("note", "Mind")] {
            page.push_str(&format!("<ac:structured-macro ac:name=\"{name}\" ac:schema-version=\"1\" ac:macro-id=\"m-{name}-{section}\"><ac:rich-text-body><p>{text} that this is section {section}, with a sentence of ordinary length in the panel.</p></ac:rich-text-body></ac:structured-macro>"));
        }
        page.push_str(&format!("<ac:structured-macro ac:name=\"code\" ac:schema-version=\"1\" ac:macro-id=\"c-{section}\"><ac:parameter ac:name=\"language\">rust</ac:parameter><ac:plain-text-body><![CDATA[fn main() {{\n    let values: Vec<u8> = (0..{section}).collect();\n    assert!(values.len() < 300 && !values.is_empty());\n}}]]></ac:plain-text-body></ac:structured-macro><ac:task-list>"));
        for task in 0..4 {
            page.push_str(&format!("<ac:task><ac:task-id>{section}{task}</ac:task-id><ac:task-uuid>8f0c{section}-{task}</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body><span class=\"placeholder-inline-tasks\">Task {task} of section {section}</span></ac:task-body></ac:task>"));
        }
        page.push_str("</ac:task-list><table data-layout=\"default\" ac:local-id=\"t\"><colgroup><col style=\"width: 200px;\" /><col style=\"width: 560px;\" /></colgroup><tbody><tr><th><p>Name</p></th><th><p>State</p></th></tr>");
        for row in 0..8 {
            page.push_str(&format!("<tr><td><p>Row {row} of section {section}</p></td><td><p><ac:structured-macro ac:name=\"status\" ac:schema-version=\"1\" ac:macro-id=\"s-{section}-{row}\"><ac:parameter ac:name=\"title\">Done</ac:parameter><ac:parameter ac:name=\"colour\">Green</ac:parameter></ac:structured-macro> since &ldquo;Monday&rdquo;</p></td></tr>"));
        }
        page.push_str("</tbody></table><ul>");
        for item in 0..6 {
            page.push_str(&format!(
                "<li><p>Item {item} has a few words and <code>some_code({item})</code></p></li>"
            ));
        }
        page.push_str(&format!("</ul><ac:image ac:width=\"600\" ac:alt=\"Figure {section}\"><ri:attachment ri:filename=\"figure-{section}.png\" /><ac:caption><p>Figure {section}</p></ac:caption></ac:image><ac:structured-macro ac:name=\"jira\" ac:schema-version=\"1\" ac:macro-id=\"j-{section}\"><ac:parameter ac:name=\"key\">ABC-{section}</ac:parameter></ac:structured-macro>"));
        page.push_str(&"<p>A longer paragraph of plain prose, as most pages have: it says what was decided, by whom, and why nobody objected at the time.</p>".repeat(4));
    }
    page
}

fn timed(work: impl FnOnce()) -> f64 {
    let begun = thread_time();
    work();
    (thread_time() - begun).as_secs_f64()
}

fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The most memory that the process has had, in bytes; 0 where the system does not say.
fn peak_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(0) * 1024
}
