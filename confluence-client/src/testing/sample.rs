//! A small company's wiki, with every construct that pages have.

#[path = "sample/pages.rs"]
mod pages;

use super::person::{ADMIN, Person};
use super::seed::NewPage;
use super::{Deployment, Sandbox};

/// The wiki that the demo shows: two team spaces, a personal one, and everything that hangs on pages.
///
/// Ids differ from run to run; find pages by space and title, with [`Sandbox::page_by_title`]. `DOCS` holds
/// `Getting started` (a bit of all), `Architecture` (layouts, merged cells), `Runbook: deploys` (tasks,
/// inline comments, macros), `Release notes` (many versions), the folder `Guides`, a restricted page, a
/// trashed one, a draft and a blog post; `TEAM` holds meeting notes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SampleContent;

impl SampleContent {
    /// Fills a sandbox, which has none of its spaces yet.
    ///
    /// # Panics
    ///
    /// When the sandbox holds the spaces already.
    pub fn fill(sandbox: &Sandbox) {
        sandbox.add_space("DOCS", "Product documentation");
        sandbox.add_space("TEAM", "Team space");
        sandbox.add_space("~ada", "Ada's notes");
        docs(sandbox);
        team(sandbox);
        sandbox.add_page(NewPage::new("~ada", "Scratchpad").storage("<p>Half an idea.</p>"));
        templates(sandbox);
    }
}

fn docs(sandbox: &Sandbox) {
    let cloud = sandbox.deployment() == Deployment::Cloud;
    let start = NewPage::new("DOCS", "Getting started")
        .storage(pages::getting_started(cloud))
        .labels(["howto", "onboarding"]);
    let start = sandbox.add_page(start);
    sandbox.add_attachment(&start, "overview.png", "image/png", PIXEL);
    sandbox.add_attachment(&start, "install.sh", "text/x-shellscript", b"#!/bin/sh\nset -eu\nmake install\n");
    let question = sandbox.add_comment(&start, None, "<p>Does this cover Windows as well?</p>", Person::ALAN);
    sandbox.add_comment(&start, Some(&question), "<p>Yes, since the last release.</p>", Person::GRACE);
    sandbox.like_page(&start, &[Person::GRACE, Person::ALAN]);
    sandbox.view_page(&start, &[ADMIN, Person::GRACE, Person::ALAN, Person::ALAN]);
    sandbox.add_property(&start, "content-appearance-published", "full-width".into());

    sandbox.add_page(NewPage::new("DOCS", "Architecture").storage(pages::architecture()).labels(["design"]));
    let runbook =
        NewPage::new("DOCS", "Runbook: deploys").storage(pages::runbook(cloud)).author(Person::GRACE);
    let runbook = sandbox.add_page(runbook.labels(["runbook", "ops"]));
    let remark = "<p>Is this limit still right?</p>";
    sandbox.add_inline_comment(&runbook, "five minutes", remark, Person::ALAN);
    release_notes(sandbox);
    guides(sandbox, cloud);
    let secret = sandbox.add_page(NewPage::new("DOCS", "Salaries").storage("<p>Not for everybody.</p>"));
    sandbox.restrict_reading(&secret, &[ADMIN]);
    let old = sandbox.add_page(NewPage::new("DOCS", "Old installation guide").storage("<p>Obsolete.</p>"));
    sandbox.trash_page(&old);
    sandbox.add_page(NewPage::new("DOCS", "Unfinished thoughts").storage("<p>To be continued</p>").draft());
    let post = NewPage::new("DOCS", "Version 2.0 is out")
        .blog_post()
        .storage("<p>Thanks to <strong>everybody</strong>.</p>");
    sandbox.add_page(post.author(Person::GRACE).labels(["news"]));
}

fn release_notes(sandbox: &Sandbox) {
    let notes = NewPage::new("DOCS", "Release notes").storage("<h2>1.0</h2><p>First release.</p>");
    let notes = sandbox.add_page(notes.labels(["release"]));
    let mut body = String::from("<h2>1.0</h2><p>First release.</p>");
    for (version, line) in [("1.1", "Faster search."), ("1.2", "Dark mode."), ("2.0", "A new editor.")] {
        body = format!("<h2>{version}</h2><p>{line}</p>{body}");
        sandbox.edit_page(&notes, &body);
    }
}

/// A folder with pages on Cloud, a plain parent page on Data Center, which has no folders.
fn guides(sandbox: &Sandbox, cloud: bool) {
    let guides = NewPage::new("DOCS", "Guides");
    let guides = sandbox.add_page(if cloud { guides.folder() } else { guides });
    let install =
        NewPage::new("DOCS", "Install on Linux").parent(&guides).storage(pages::install()).labels(["howto"]);
    let install = sandbox.add_page(install);
    let trouble = NewPage::new("DOCS", "Troubleshooting").parent(&install).storage(pages::troubleshooting());
    sandbox.add_page(trouble.labels(["howto", "support"]));
    sandbox.add_page(
        NewPage::new("DOCS", "Upgrade").parent(&guides).storage("<p>Stop, back up, install, start.</p>"),
    );
}

fn team(sandbox: &Sandbox) {
    let minutes = sandbox.add_page(
        NewPage::new("TEAM", "Meeting notes").storage("<p><ac:structured-macro ac:name=\"children\" /></p>"),
    );
    for (day, topic) in
        [("2026-11-02", "Planning"), ("2026-11-09", "Retrospective"), ("2026-11-16", "Incident review")]
    {
        let page = NewPage::new("TEAM", &format!("{day} {topic}")).parent(&minutes).author(Person::GRACE);
        sandbox.add_page(page.storage(pages::meeting(day, topic)).labels(["meeting-notes"]));
    }
    sandbox.add_page(NewPage::new("TEAM", "Decisions & open questions").storage(pages::decisions()));
}

fn templates(sandbox: &Sandbox) {
    let body = "<h2>Context</h2><p /><h2>Decision</h2><p /><h2>Consequences</h2><p />";
    sandbox.add_template("Decision record", "Context, decision, consequences", body);
}

/// A PNG of one transparent pixel.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00,
    0x00, 0x00, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x00, 0x01, 0x00, 0x00, 0x05, 0x00, 0x01,
    0x0d, 0x0a, 0x2d, 0xb4, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];
