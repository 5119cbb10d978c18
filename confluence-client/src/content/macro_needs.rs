//! What macros must be told, without which they show an error or nothing.

/// The parameters of which a macro needs one, and how it is written.
pub(crate) struct Needs {
    name: &'static str,
    pub(crate) one_of: &'static [&'static str],
    pub(crate) example: &'static str,
}

const fn needs(name: &'static str, one_of: &'static [&'static str], example: &'static str) -> Needs {
    Needs { name, one_of, example }
}

static NEEDS: [Needs; 9] = [
    needs("anchor", &["default"], ":anchor[name]"),
    needs("excerpt-include", &["default", "name"], "::excerpt-include{page=\"Title\"}"),
    needs("include", &["default"], "::include{page=\"Title\"}"),
    needs("jira", &["key", "jqlQuery", "url"], ":jira{key=ABC-1}` or `::jira{jql=\"project = ABC\"}"),
    needs("multimedia", &["name"], "::multimedia{name=\"attachment:talk.mp4\"}"),
    needs("profile", &["user"], "::profile{user=\"user:ACCOUNT_ID\"}"),
    needs("view-file", &["name"], "::view-file{name=\"attachment:plan.pdf\"}"),
    needs("viewpdf", &["name"], "::viewpdf{name=\"attachment:plan.pdf\"}"),
    needs("widget", &["url"], "::widget{url=\"https://example.com\"}"),
];

/// What a macro of this name needs, if anything.
pub(crate) fn of(name: &str) -> Option<&'static Needs> {
    NEEDS.iter().find(|needs| needs.name == name)
}
