//! The bodies of the sample pages, in storage format.

use super::super::person::Person;

/// A mention, by account id on Cloud and by user key on Data Center.
fn mention(person: Person, cloud: bool) -> String {
    let (attribute, value) =
        if cloud { ("account-id", person.account_id) } else { ("userkey", person.user_key) };
    format!("<ac:link><ri:user ri:{attribute}=\"{value}\" /></ac:link>")
}

/// A little of everything that inline text can hold.
pub(super) fn getting_started(cloud: bool) -> String {
    let grace = mention(Person::GRACE, cloud);
    format!(
        r#"<p local-id="intro">Welcome! This page shows <strong>how to start</strong>, <em>quickly</em>, with <code>make install</code>, <u>underlined</u>, <del>struck</del>, H<sub>2</sub>O and x<sup>2</sup>.</p>
<ac:structured-macro ac:name="toc" ac:schema-version="1" ac:macro-id="0b6f3c1e-0001-4a00-a000-000000000001"><ac:parameter ac:name="maxLevel">3</ac:parameter></ac:structured-macro>
<h2>Prerequisites</h2>
<ul><li><p>Linux, macOS or Windows</p></li><li><p>Rust</p><ul><li><p>stable toolchain</p></li><li><p>a linker</p></li></ul></li></ul>
<ol start="1"><li><p>Clone the repository.</p></li><li><p>Run the installer.</p></li></ol>
<h2>Install</h2>
<ac:structured-macro ac:name="code" ac:schema-version="1" ac:macro-id="0b6f3c1e-0001-4a00-a000-000000000002"><ac:parameter ac:name="language">bash</ac:parameter><ac:parameter ac:name="title">install.sh</ac:parameter><ac:plain-text-body><![CDATA[make install && echo "done > 1"
if [ -f a ]; then cat a; fi]]></ac:plain-text-body></ac:structured-macro>
<ac:structured-macro ac:name="info" ac:schema-version="1" ac:macro-id="0b6f3c1e-0001-4a00-a000-000000000003"><ac:rich-text-body><p>The installer asks before it overwrites anything.</p></ac:rich-text-body></ac:structured-macro>
<ac:structured-macro ac:name="warning" ac:schema-version="1" ac:macro-id="0b6f3c1e-0001-4a00-a000-000000000004"><ac:parameter ac:name="title">Back up first</ac:parameter><ac:rich-text-body><p>An upgrade cannot be undone.</p></ac:rich-text-body></ac:structured-macro>
<ac:image ac:width="640" ac:alt="The parts and how they connect"><ri:attachment ri:filename="overview.png" /><ac:caption><p>Overview</p></ac:caption></ac:image>
<h2>Versions</h2>
<table data-layout="default"><colgroup><col style="width: 200px;" /><col style="width: 400px;" /></colgroup><tbody><tr><th><p>Version</p></th><th><p>Status</p></th></tr><tr><td><p>2.0</p></td><td><p><ac:structured-macro ac:name="status" ac:schema-version="1" ac:macro-id="0b6f3c1e-0001-4a00-a000-000000000005"><ac:parameter ac:name="title">Current</ac:parameter><ac:parameter ac:name="colour">Green</ac:parameter></ac:structured-macro></p></td></tr><tr><td><p>1.2</p></td><td><p>supported until <time datetime="2027-01-31" /></p></td></tr></tbody></table>
<p>Ask {grace} or read <ac:link ac:anchor="Rollback"><ri:page ri:content-title="Runbook: deploys" /><ac:link-body>how to roll back</ac:link-body></ac:link>, the <a href="https://example.com/handbook?a=1&amp;b=2">handbook</a>, or <ac:link><ri:attachment ri:filename="install.sh" /><ac:plain-text-link-body><![CDATA[the script]]></ac:plain-text-link-body></ac:link>. Good luck <ac:emoticon ac:name="smile" ac:emoji-shortname=":slight_smile:" ac:emoji-id="1f642" ac:emoji-fallback="&#128578;" /></p>
<hr />
<blockquote><p>Simplicity is prerequisite for reliability.</p></blockquote>"#
    )
}

/// Layouts, and a table with merged cells and blocks in them.
pub(super) fn architecture() -> String {
    r##"<ac:layout><ac:layout-section ac:type="two_equal" ac:breakout-mode="default"><ac:layout-cell><h2>Services</h2><p>Three services and a queue.</p></ac:layout-cell><ac:layout-cell><ac:structured-macro ac:name="note" ac:schema-version="1" ac:macro-id="0b6f3c1e-0002-4a00-a000-000000000001"><ac:rich-text-body><p>The queue is shared.</p></ac:rich-text-body></ac:structured-macro></ac:layout-cell></ac:layout-section><ac:layout-section ac:type="fixed-width" ac:breakout-mode="default"><ac:layout-cell>
<table><tbody><tr><th rowspan="2"><p>Service</p></th><th colspan="2"><p>Limits</p></th></tr><tr><th><p>Memory</p></th><th><p>Requests</p></th></tr><tr><td><p>api</p></td><td><p>512 MiB</p></td><td><ul><li><p>100/s reads</p></li><li><p>20/s writes</p></li></ul></td></tr><tr><td data-highlight-colour="#e6fcff"><p>worker</p></td><td colspan="2"><p>see <ac:structured-macro ac:name="jira" ac:schema-version="1" ac:macro-id="0b6f3c1e-0002-4a00-a000-000000000002"><ac:parameter ac:name="key">OPS-42</ac:parameter></ac:structured-macro></p></td></tr></tbody></table>
<ac:structured-macro ac:name="expand" ac:schema-version="1" ac:macro-id="0b6f3c1e-0002-4a00-a000-000000000003"><ac:parameter ac:name="title">Why a queue?</ac:parameter><ac:rich-text-body><p>Because peaks are <span style="color: rgb(255,86,48);">ten times</span> the mean.</p></ac:rich-text-body></ac:structured-macro>
<ac:structured-macro ac:name="drawio" ac:schema-version="1" ac:macro-id="0b6f3c1e-0002-4a00-a000-000000000004"><ac:parameter ac:name="diagramName">services</ac:parameter><ac:parameter ac:name="revision">3</ac:parameter></ac:structured-macro>
<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">custom</ac:adf-attribute><ac:adf-attribute key="panel-icon">:rocket:</ac:adf-attribute><ac:adf-content><p>Next: split the worker.</p></ac:adf-content></ac:adf-node><ac:adf-fallback><div class="panel"><p>Next: split the worker.</p></div></ac:adf-fallback></ac:adf-extension></ac:layout-cell></ac:layout-section></ac:layout>"##
        .to_owned()
}

/// Tasks, page properties, excerpts and a section that people link to.
pub(super) fn runbook(cloud: bool) -> String {
    let ada = mention(super::ADMIN, cloud);
    format!(
        r#"<ac:structured-macro ac:name="details" ac:schema-version="1" ac:macro-id="0b6f3c1e-0003-4a00-a000-000000000001"><ac:rich-text-body><table><tbody><tr><th><p>Owner</p></th><td><p>{ada}</p></td></tr><tr><th><p>Severity</p></th><td><p>High</p></td></tr></tbody></table></ac:rich-text-body></ac:structured-macro>
<ac:structured-macro ac:name="excerpt" ac:schema-version="1" ac:macro-id="0b6f3c1e-0003-4a00-a000-000000000002"><ac:rich-text-body><p>How to deploy, and how to get back.</p></ac:rich-text-body></ac:structured-macro>
<h2>Before</h2>
<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-uuid>8f0c6e0a-0000-4000-8000-000000000001</ac:task-uuid><ac:task-status>complete</ac:task-status><ac:task-body><span class="placeholder-inline-tasks">Tell the team</span></ac:task-body></ac:task><ac:task><ac:task-id>2</ac:task-id><ac:task-uuid>8f0c6e0a-0000-4000-8000-000000000002</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body><span class="placeholder-inline-tasks">{ada} takes a backup <time datetime="2026-12-01" /></span></ac:task-body></ac:task></ac:task-list>
<h2>Deploy</h2>
<p>A deploy takes five minutes; watch the dashboard.</p>
<ac:structured-macro ac:name="code" ac:schema-version="1" ac:macro-id="0b6f3c1e-0003-4a00-a000-000000000003"><ac:parameter ac:name="language">rust</ac:parameter><ac:plain-text-body><![CDATA[fn main() {{
    println!("{{}}", vec![1, 2]]]]><![CDATA[>.len());
}}]]></ac:plain-text-body></ac:structured-macro>
<h2>Rollback</h2>
<p>Call {ada}, then:</p>
<ac:structured-macro ac:name="tip" ac:schema-version="1" ac:macro-id="0b6f3c1e-0003-4a00-a000-000000000004"><ac:rich-text-body><p>The previous image is kept for a week.</p></ac:rich-text-body></ac:structured-macro>
<ac:structured-macro ac:name="acme-gauge" ac:schema-version="1" ac:macro-id="0b6f3c1e-0003-4a00-a000-000000000005"><ac:parameter ac:name="source">deploys</ac:parameter><ac:rich-text-body><p>A macro that nobody here knows.</p></ac:rich-text-body></ac:structured-macro>"#
    )
}

pub(super) fn install() -> String {
    "<h2>Packages</h2><p>Install the package of your distribution.</p><ac:structured-macro ac:name=\"noformat\" \
     ac:schema-version=\"1\"><ac:plain-text-body><![CDATA[apt install product]]></ac:plain-text-body>\
     </ac:structured-macro><h2>From source</h2><p>Run <code>cargo install product</code>.</p>"
        .to_owned()
}

pub(super) fn troubleshooting() -> String {
    "<h2>It does not start</h2><p>Look at the log: <code>journalctl -u product</code>.</p><h2>It is slow</h2>\
     <p>Raise the memory limit &ndash; see <ac:link><ri:page ri:content-title=\"Architecture\" /></ac:link>.</p>"
        .to_owned()
}

pub(super) fn meeting(day: &str, topic: &str) -> String {
    format!(
        "<p><time datetime=\"{day}\" /></p><h2>Participants</h2><p>Ada, Grace, Alan</p><h2>Discussion</h2>\
         <p>{topic} of the platform.</p><h2>Actions</h2><ac:task-list><ac:task><ac:task-id>1</ac:task-id>\
         <ac:task-status>incomplete</ac:task-status><ac:task-body>Write down what was said about {topic}\
         </ac:task-body></ac:task></ac:task-list>"
    )
}

pub(super) fn decisions() -> String {
    "<ac:adf-extension><ac:adf-node type=\"decision-list\"><ac:adf-node type=\"decision-item\">\
     <ac:adf-attribute key=\"state\">DECIDED</ac:adf-attribute><ac:adf-content>We keep one queue.</ac:adf-content>\
     </ac:adf-node></ac:adf-node><ac:adf-fallback><ul class=\"decision-list\"><li>We keep one queue.</li></ul>\
     </ac:adf-fallback></ac:adf-extension><p>Open: who owns the gauge?</p>"
        .to_owned()
}
