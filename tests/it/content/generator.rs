//! Storage documents made up at random, with every construct of both editors.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// How many cases a property is tried with: by default a few, the same in every run, so that a change is judged by
/// what it does and not by luck; with `CONTENT_CASES` so many, other ones each time.
pub(crate) fn config() -> ProptestConfig {
    let full = std::env::var("CONTENT_CASES").ok().and_then(|count| count.parse().ok());
    let rng_seed = if full.is_some() { RngSeed::Random } else { RngSeed::Fixed(20_261_123) };
    let cases = full.unwrap_or(150);
    ProptestConfig {
        cases,
        rng_seed,
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..ProptestConfig::default()
    }
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-zA-Z]{1,8}",
        1 => "[0-9]{1,4}",
        1 => prop::sample::select(vec![
            "&amp;", "&lt;b&gt;", "&nbsp;", "&mdash;", "*", "**", "_", "__x__", "`", "~~", "[x]", "](y)", "#", "# a", "1.", "-", "+", ">",
            "|", "\\", "!", "::toc{#b1}", ":::", ":status[x]", "{#b2}", ":c[", "]{r}", "http://a.b/c_d", "&#128512;", "é", "日本", "a:b",
            "&amp;amp;", "```", "~~~", "---", "===", "- [ ] x", "&lt;details&gt;", "\u{a0}", ":", "{", "}", "\"q\"", "x*y*z", "a_b_c",
        ]).prop_map(str::to_owned),
    ]
}

fn words() -> impl Strategy<Value = String> {
    (prop::collection::vec(word(), 1..6), prop::sample::select(vec![" ", " ", "\n", "  "]))
        .prop_map(|(words, gap)| words.join(gap))
}

fn atom() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        r#"<ac:link><ri:user ri:account-id="557058:0a1b" /></ac:link>"#,
        r#"<ri:user ri:userkey="8a7f808a5e3c1a2b015e3c1a2b3c0001"/>"#,
        r#"<time datetime="2026-11-23" />"#,
        r#"<ac:structured-macro ac:name="status" ac:macro-id="s1"><ac:parameter ac:name="title">a ] b</ac:parameter><ac:parameter ac:name="colour">Red</ac:parameter></ac:structured-macro>"#,
        r#"<ac:emoticon ac:name="tick" />"#,
        r#"<ac:emoticon ac:emoji-fallback="🚀" ac:name="blue-star" />"#,
        r#"<ac:emoticon ac:name="strange one" />"#,
        r#"<ac:image ac:width="100"><ri:attachment ri:filename="a (1) &amp; b.png" /></ac:image>"#,
        r#"<ac:image ac:alt="x]y"><ri:url ri:value="https://e.com/i.png?a=1&amp;b=2" /><ac:caption><p>Cap "t" <em>x</em></p></ac:caption></ac:image>"#,
        r#"<ac:link ac:anchor="a b"><ri:page ri:space-key="DOC" ri:content-title="A/B #1 100%" /></ac:link>"#,
        r#"<ac:link><ri:page ri:content-title="T" /><ac:link-body>with <strong>bold</strong></ac:link-body></ac:link>"#,
        r#"<ac:link><ri:attachment ri:filename="f.pdf" /><ac:plain-text-link-body><![CDATA[plain <x> & [y]]]></ac:plain-text-link-body></ac:link>"#,
        r#"<a href="https://e.com/a_b?x=1&amp;y=(2)">link</a>"#,
        r#"<a href="https://e.com">https://e.com</a>"#,
        r#"<ac:structured-macro ac:name="jira" ac:macro-id="j9"><ac:parameter ac:name="key">ABC-1</ac:parameter><ac:parameter ac:name="jql">a = "b" AND c != `d` | *e*</ac:parameter></ac:structured-macro>"#,
        r#"<ac:placeholder>type here</ac:placeholder>"#,
        r#"<ac:link><ri:blog-post ri:space-key="DOC" ri:content-title="News &amp; more" ri:posting-day="2026/11/23" /></ac:link>"#,
        r#"<ac:link><ri:space ri:space-key="~ada" /><ac:plain-text-link-body><![CDATA[space]]></ac:plain-text-link-body></ac:link>"#,
        r#"<ac:link ac:anchor="here"><ac:link-body>down <em>there</em></ac:link-body></ac:link>"#,
        r#"<ac:link ac:card-appearance="inline"><ri:page ri:content-title="Card" ri:version-at-save="3" /><ac:link-body>Card</ac:link-body></ac:link>"#,
        r#"<ac:link><ri:attachment ri:filename="a b.pdf"><ri:page ri:space-key="DOC" ri:content-title="Other" /></ri:attachment></ac:link>"#,
        r#"<ac:link><ri:user ri:account-id="557058:0a1b" ri:local-id="m-1" /></ac:link>"#,
        r#"<a href="https://e.com/card" data-card-appearance="inline">https://e.com/card</a>"#,
        r#"<a href="mailto:ada@e.com" title="Write &quot;her&quot;">ada@e.com</a>"#,
        r#"<ac:structured-macro ac:name="anchor" ac:macro-id="a7"><ac:parameter ac:name="">top</ac:parameter></ac:structured-macro>"#,
        r#"<ac:structured-macro ac:name="status" ac:macro-id="s2"><ac:parameter ac:name="colour">Green</ac:parameter><ac:parameter ac:name="title"></ac:parameter><ac:parameter ac:name="subtle">true</ac:parameter></ac:structured-macro>"#,
        r#"<ac:structured-macro ac:name="view-file" ac:macro-id="v1"><ac:parameter ac:name="name"><ri:attachment ri:filename="v.xlsx" /></ac:parameter></ac:structured-macro>"#,
        r#"<ac:emoticon ac:name="blue-star" ac:emoji-shortname=":custom:" ac:emoji-id="u-1" ac:emoji-fallback=":custom:" />"#,
        r#"<ac:image><ri:attachment ri:filename="c.png"><ri:page ri:content-title="Other" /></ri:attachment></ac:image>"#,
        r#"<img src="https://e.com/old.gif" alt="old" />"#,
        r#"<ac:adf-extension><ac:adf-node type="inline-thing" /></ac:adf-extension>"#,
        r#"<ac:adf-extension><ac:adf-node type="inline-extension"><ac:adf-attribute key="text">Rate "it"</ac:adf-attribute></ac:adf-node></ac:adf-extension>"#,
        r#"<ac:structured-macro ac:name="status" ac:macro-id="s3"><ac:parameter ac:name="title">{ x }</ac:parameter><ac:parameter ac:name="colour">#a1b2c3</ac:parameter></ac:structured-macro>"#,
        r#"<at:var at:name="who" />"#,
        r#"<![CDATA[raw <text> & more]]>"#,
        r#"<time datetime="2026-02-29"></time>"#,
        "<br/>",
        "<br />",
        "<unknown-thing>x</unknown-thing>",
        "<!-- comment -->",
    ])
    .prop_map(str::to_owned)
}

/// Inline content.
pub(crate) fn inline() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![5 => words(), 2 => atom()];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let many = prop::collection::vec(inner, 1..4).prop_map(|parts| parts.join(""));
        let spaced =
            (many, any::<bool>()).prop_map(|(text, space)| if space { format!(" {text} ") } else { text });
        (
            spaced,
            prop::sample::select(vec![
                ("", ""),
                (" ", " "),
                ("<strong>", "</strong>"),
                ("<em>", "</em>"),
                ("<code>", "</code>"),
                ("<del>", "</del>"),
                ("<u>", "</u>"),
                ("<sub>", "</sub>"),
                ("<span style=\"color: red;\">", "</span>"),
                ("<ac:inline-comment-marker ac:ref=\"ref-1\">", "</ac:inline-comment-marker>"),
                ("<ac:inline-comment-marker ac:ref=\"ref-2\">", "</ac:inline-comment-marker>"),
                ("<b>", "</b>"),
                ("<i>", "</i>"),
                ("<s>", "</s>"),
                ("<sup>", "</sup>"),
                ("<small>", "</small>"),
                ("<kbd>", "</kbd>"),
                ("<font color=\"blue\">", "</font>"),
                ("<span>", "</span>"),
                ("<span class=\"x\" style=\"background-color: rgb(1,2,3);\">", "</span>"),
                ("<ac:adf-mark key=\"fragment\" name=\"x\">", "</ac:adf-mark>"),
                ("<a href=\"#x\">", "</a>"),
                ("<a href=\"https://e.com/_a_?b=*\">", "</a>"),
                (
                    "<ac:link><ri:page ri:content-title=\"Long *title*\" /><ac:link-body>",
                    "</ac:link-body></ac:link>",
                ),
            ]),
        )
            .prop_map(|(text, (open, close))| format!("{open}{text}{close}"))
    })
}

fn leaf_block() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => inline().prop_map(|text| format!("<p>{text}</p>")),
        1 => inline().prop_map(|text| format!("<p local-id=\"l1\" style=\"text-align: center;\">{text}</p>")),
        2 => (1..7_u8, inline()).prop_map(|(level, text)| format!("<h{level}>{text}</h{level}>")),
        1 => inline(),
        1 => Just("<p />".to_owned()),
        1 => Just("<p>&nbsp;</p>".to_owned()),
        1 => Just("<hr />".to_owned()),
        1 => Just("\n\n".to_owned()),
        1 => Just("\n  ".to_owned()),
        1 => (inline(), prop::sample::select(vec!["margin-left: 30.0px;", "text-align: right;"])).prop_map(|(text, style)| format!("<p style=\"{style}\">\n{text}\n</p>")),
        1 => (inline(), inline()).prop_map(|(one, other)| format!("<table class=\"wrapped\"><tbody><tr><th>h</th><th>i</th></tr><tr><td><div class=\"content-wrapper\"><p>{one}</p><p>{other}</p></div></td><td><div class=\"content-wrapper\"><p>{other}</p></div></td></tr></tbody></table>")),
        1 => words().prop_map(|text| format!("<ac:adf-mark key=\"indentation\" level=\"2\"><p>{text}</p></ac:adf-mark>")),
        1 => "(\\]\\]>|[a-z<>&`~\\n \\]:#-]){0,30}".prop_map(|body| {
            let body = body.replace("]]>", "]]]]><![CDATA[>");
            format!("<ac:structured-macro ac:name=\"code\" ac:macro-id=\"c1\"><ac:parameter ac:name=\"language\">rust</ac:parameter><ac:parameter ac:name=\"title\">T \"x\"</ac:parameter><ac:plain-text-body><![CDATA[{body}]]></ac:plain-text-body></ac:structured-macro>")
        }),
        1 => "[a-z`\\n ]{0,20}".prop_map(|body| format!("<ac:structured-macro ac:name=\"plantuml\"><ac:plain-text-body><![CDATA[{body}]]></ac:plain-text-body></ac:structured-macro>")),
        1 => "[a-z \\n]{0,20}".prop_map(|body| format!("<pre>{body}</pre>")),
        1 => ("[a-z`\\n{} ]{0,20}", "[a-z{}~` ]{0,10}").prop_map(|(one, other)| format!("<ac:structured-macro ac:name=\"code\" ac:schema-version=\"1\" ac:macro-id=\"c2\"><ac:parameter ac:name=\"collapse\">true</ac:parameter><ac:parameter ac:name=\"linenumbers\">true</ac:parameter><ac:plain-text-body><![CDATA[{one}]]]]><![CDATA[>{other}]]></ac:plain-text-body></ac:structured-macro>")),
        1 => "[a-z<>&|*\\n ]{0,20}".prop_map(|body| format!("<ac:structured-macro ac:name=\"noformat\" ac:macro-id=\"n1\"><ac:plain-text-body><![CDATA[{body}]]></ac:plain-text-body></ac:structured-macro>")),
        3 => prop::sample::select(vec![
            r#"<ac:structured-macro ac:name="pagetree" ac:macro-id="t4"><ac:parameter ac:name="root"><ac:link><ri:page ri:content-title="@home" /></ac:link></ac:parameter></ac:structured-macro>"#,
            r#"<ac:structured-macro ac:name="detailssummary" ac:macro-id="t5"><ac:parameter ac:name="cql">label = "a" and space = currentSpace()</ac:parameter><ac:parameter ac:name="headings">A,B</ac:parameter></ac:structured-macro>"#,
            r#"<ac:structured-macro ac:name="drawio" ac:macro-id="t6"><ac:parameter ac:name="diagramName">d {1} "x"</ac:parameter><ac:parameter ac:name="width">800</ac:parameter></ac:structured-macro>"#,
            r#"<ac:structured-macro ac:name="excerpt-include" ac:macro-id="t7"><ac:parameter ac:name=""><ac:link><ri:page ri:space-key="DOC" ri:content-title="Other" /></ac:link></ac:parameter><ac:parameter ac:name="nopanel">true</ac:parameter></ac:structured-macro>"#,
            r#"<ac:structured-macro ac:name="widget" ac:macro-id="t8"><ac:parameter ac:name="url"><ri:url ri:value="https://e.com/?v=1&amp;t=2" /></ac:parameter></ac:structured-macro>"#,
            r#"<ac:structured-macro ac:name="html" ac:macro-id="t9"><ac:plain-text-body><![CDATA[<b>bold</b>]]></ac:plain-text-body></ac:structured-macro>"#,
            r#"<p><ac:image ac:thumbnail="true" ac:width="300"><ri:attachment ri:filename="t.png" /></ac:image></p>"#,
            r#"<ac:image ac:layout="wrap-left" ac:original-height="1" ac:alt="a * b"><ri:attachment ri:filename="w.png" ri:version-at-save="1" /><ac:caption><p>a <ac:link><ri:user ri:account-id="557058:0a1b" /></ac:link></p></ac:caption></ac:image>"#,
            r#"<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">custom</ac:adf-attribute><ac:adf-content><p>Custom</p></ac:adf-content></ac:adf-node><ac:adf-fallback><div class="panel"><p>Custom</p></div></ac:adf-fallback></ac:adf-extension>"#,
            r#"<ac:placeholder ac:type="mention">who?</ac:placeholder>"#,
            r#"<table><tbody><tr><td>a</td><td rowspan="2"><p>b</p><p>c</p></td></tr><tr><td><table><tbody><tr><td>in</td></tr></tbody></table></td></tr></tbody></table>"#,
            r#"<table class="wrapped"><thead><tr><th scope="col">a|b</th><th>c</th></tr></thead><tbody><tr><td class="numberingColumn">1</td><td data-highlight-colour="blue"><p>x</p><p>y</p></td></tr></tbody></table>"#,
            r#"<dl><dt>term</dt><dd>what it is</dd></dl>"#,
            r#"<ul><li>a</li><ul><li>inside</li></ul></ul>"#,
            "<ul>\n  <li>a\n    <ul>\n      <li>b</li>\n    </ul>\n  </li>\n  <li />\n</ul>",
            r#"<ol><li><p>one</p></li></ol><ol><li><p>other</p></li></ol>"#,
            r#"<ac:task-list ac:task-list-id="l"><ac:task><ac:task-id>7</ac:task-id><ac:task-uuid>u-7</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body><span class="placeholder-inline-tasks">a <ac:link><ri:user ri:account-id="557058:0a1b" /></ac:link></span></ac:task-body></ac:task><ac:task-list><ac:task><ac:task-id>8</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>nested</ac:task-body></ac:task></ac:task-list></ac:task-list>"#,
            r#"<ac:structured-macro ac:name="toc" ac:macro-id="t1"><ac:parameter ac:name="maxLevel">3</ac:parameter></ac:structured-macro>"#,
            r#"<p><ac:structured-macro ac:name="children" ac:macro-id="t2"/></p>"#,
            r#"<ac:structured-macro ac:name="strange name" ac:macro-id="t3"><ac:parameter ac:name="">x</ac:parameter><ac:parameter ac:name="b c">y</ac:parameter></ac:structured-macro>"#,
            r#"<ac:image ac:align="center"><ri:attachment ri:filename="d.png" /></ac:image>"#,
            r#"<ac:adf-extension><ac:adf-node type="decision-list"><ac:adf-content>x</ac:adf-content></ac:adf-node><ac:adf-fallback><ul><li>We decide</li></ul></ac:adf-fallback></ac:adf-extension>"#,
            r#"<ac:adf-extension><ac:adf-node type="thing"/></ac:adf-extension>"#,
            r#"<ac:strange-block at="1">text</ac:strange-block>"#,
            r#"<ac:structured-macro ac:name="include"><ac:parameter ac:name=""><ac:link><ri:page ri:content-title="Other" /></ac:link></ac:parameter></ac:structured-macro>"#,
        ]).prop_map(str::to_owned),
    ]
}

/// One block, with blocks inside.
pub(crate) fn block() -> impl Strategy<Value = String> {
    leaf_block().prop_recursive(4, 40, 4, |inner| {
        let many = prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.join(""));
        let items = prop::collection::vec(many.clone(), 1..4);
        prop_oneof![
            (items.clone(), prop::sample::select(vec!["ul", "ol", "ol start=\"3\""])).prop_map(|(items, tag)| {
                let items: String = items.iter().map(|item| format!("<li>{item}</li>")).collect();
                format!("<{tag}>{items}</{}>", tag.split(' ').next().unwrap())
            }),
            prop::collection::vec((inline(), any::<bool>()), 1..4).prop_map(|tasks| {
                let tasks: String = tasks
                    .iter()
                    .enumerate()
                    .map(|(id, (body, done))| {
                        let status = if *done { "complete" } else { "incomplete" };
                        format!("<ac:task><ac:task-id>{id}</ac:task-id><ac:task-status>{status}</ac:task-status><ac:task-body>{body}</ac:task-body></ac:task>")
                    })
                    .collect();
                format!("<ac:task-list>{tasks}</ac:task-list>")
            }),
            many.clone().prop_map(|body| format!("<blockquote>{body}</blockquote>")),
            many.clone().prop_map(|body| format!("<div class=\"x\">{body}</div>")),
            (many.clone(), prop::sample::select(vec!["info", "note", "tip", "warning", "panel", "excerpt", "details", "section", "column", "odd one"]), any::<bool>()).prop_map(
                |(body, name, titled)| {
                    let title = if titled { "<ac:parameter ac:name=\"title\">T</ac:parameter>" } else { "" };
                    format!("<ac:structured-macro ac:name=\"{name}\" ac:macro-id=\"m1\">{title}<ac:rich-text-body>{body}</ac:rich-text-body></ac:structured-macro>")
                }
            ),
            (many.clone(), words()).prop_map(|(body, title)| format!(
                "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">{title}</ac:parameter><ac:rich-text-body>{body}</ac:rich-text-body></ac:structured-macro>"
            )),
            (prop::collection::vec(prop::collection::vec(inline(), 2..3), 1..4), any::<bool>()).prop_map(|(rows, header)| {
                let rows: String = rows
                    .iter()
                    .enumerate()
                    .map(|(index, cells)| {
                        let tag = if header && index == 0 { "th" } else { "td" };
                        let cells: String = cells.iter().map(|cell| format!("<{tag}><p>{cell}</p></{tag}>")).collect();
                        format!("<tr>{cells}</tr>")
                    })
                    .collect();
                format!("<table data-layout=\"default\"><colgroup><col /><col /></colgroup><tbody>{rows}</tbody></table>")
            }),
            prop::collection::vec((many.clone(), 1..3_u8), 1..4).prop_map(|cells| {
                let cells: String =
                    cells.iter().map(|(body, span)| format!("<td colspan=\"{span}\">{body}</td>")).collect();
                format!("<table><tbody><tr>{cells}</tr><tr><th/></tr></tbody></table>")
            }),
            (items.clone(), inline()).prop_map(|(items, text)| {
                let items: String = items.iter().map(|item| format!("\n<li><p>{text}</p>{item}</li>")).collect();
                format!("<ul>{items}\n</ul>")
            }),
            many.clone().prop_map(|body| format!("<ac:adf-mark key=\"breakout\" mode=\"wide\">{body}</ac:adf-mark>")),
            many.clone().prop_map(|body| format!("<table><tbody><tr><th>h</th><td rowspan=\"2\">{body}</td></tr><tr><td>\n<p>c</p>\n</td></tr></tbody></table>")),
            items.prop_map(|cells| {
                let cells: String =
                    cells.iter().map(|cell| format!("<ac:layout-cell>{cell}</ac:layout-cell>")).collect();
                format!("<ac:layout><ac:layout-section ac:type=\"two_equal\">{cells}</ac:layout-section><ac:layout-section ac:type=\"single\"><ac:layout-cell /></ac:layout-section></ac:layout>")
            }),
        ]
    })
}

/// A whole page, as the blocks it consists of.
pub(crate) fn page() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(block(), 1..7)
}
