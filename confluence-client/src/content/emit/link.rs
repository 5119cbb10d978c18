//! Where a link of Markdown leads.

use std::borrow::Cow;

use super::Emitter;
use crate::content::ast::{Inline, InlineKind};
use crate::site::Deployment;
use crate::storage::error::ContentError;
use crate::storage::resource::{Resource, ResourceKind};

/// What the URL of a link means.
pub(super) enum Target {
    Web(String),
    Resource(Resource),
    /// Text without a link.
    Nothing,
}

impl Emitter<'_> {
    /// Reads the URL of a link; wrong guesses are understood where they can mean one thing, else told or refused.
    pub(super) fn target(&self, link: &Inline<'_>, uri: &str, label: &str) -> Result<Target, ContentError> {
        let at = link.range.start;
        let uri = uri.trim();
        let uri = self.base.and_then(|base| base.exact_address(uri)).unwrap_or(uri);
        if uri.is_empty() {
            self.source.note(at, format!("the link of `{label}` has no URL, and was written as text"));
            return Ok(Target::Nothing);
        }
        if self.source.is_bare(at) && self.is_text_of_page(uri) {
            return Ok(Target::Nothing);
        }
        if uri == "#" {
            let message = format!(
                "the link of `{label}` to the top of the page was written as text; write `[{label}](#Heading)`"
            );
            self.source.note(at, message);
            return Ok(Target::Nothing);
        }
        if is_scheme_alone(uri) {
            let message = format!("the link of `{label}` has no URL behind `{uri}`, and was written as text");
            self.source.note(at, message);
            return Ok(Target::Nothing);
        }
        self.refuse_scripts(link, uri)?;
        if label.starts_with('@')
            && let Some(user) = self.guessed_user(at, uri)?
        {
            return Ok(Target::Resource(Resource { kind: ResourceKind::User(user), anchor: None }));
        }
        let uri = without_slashes(uri);
        let uri = &*without_quotes(&uri);
        if let Some(resource) = resource_address(uri).or_else(|| Resource::parse(uri)) {
            return self.checked_resource(at, uri, resource);
        }
        if is_absolute(uri) {
            if let Some(message) = unknown_scheme(uri) {
                self.source.note(at, message);
            }
            return Ok(Target::Web(uri.replace(' ', "%20")));
        }
        match self.source.options().links.as_ref().and_then(|resolve| resolve(uri)) {
            Some(found) => match Resource::parse(&found) {
                Some(resource) => self.checked_resource(at, &found, resource),
                None => Ok(Target::Web(found)),
            },
            None => {
                if let Some(message) = dead(uri) {
                    self.source.note(at, message);
                }
                Ok(Target::Web(uri.replace(' ', "%20")))
            }
        }
    }

    /// Whom the URL of a link means whose text is a name behind an `@`.
    fn guessed_user(&self, at: usize, uri: &str) -> Result<Option<String>, ContentError> {
        if is_account(uri) {
            return Ok(Some(uri.to_owned()));
        }
        let schemes =
            ["mention:", "account:", "accountid:", "accountId:", "account-id:", "userkey:", "username:"];
        if let Some(id) =
            schemes.iter().find_map(|scheme| uri.strip_prefix(scheme)).filter(|id| !id.is_empty())
        {
            return Ok(Some(id.to_owned()));
        }
        let Some(name) =
            uri.strip_prefix(['~', '@']).filter(|name| !name.is_empty() && !name.contains(['/', '.', '#']))
        else {
            return Ok(None);
        };
        if self.source.options().deployment == Some(Deployment::Cloud) {
            let message = format!(
                "`{uri}` is not an account id, by which alone Cloud knows people; write `[@Name](user:ACCOUNT_ID)`"
            );
            return Err(self.source.refuse(at, message));
        }
        Ok(Some(name.to_owned()))
    }

    fn checked_resource(&self, at: usize, uri: &str, resource: Resource) -> Result<Target, ContentError> {
        let kind = match resource.kind {
            // An id is digits alone, and hardly ever a title.
            ResourceKind::Page { space: None, title } if is_id(&title) && !uri.contains('%') => {
                ResourceKind::Content(title)
            }
            // A name with the sign that is typed before it.
            ResourceKind::User(user) => ResourceKind::User(user.trim_start_matches(['@', '~']).to_owned()),
            kind => kind,
        };
        if let Some(lacks) = kind.lacks() {
            let message = format!("`{uri}` names no {lacks}; write `{}`", example(&kind));
            return Err(self.source.refuse(at, message));
        }
        if kind == ResourceKind::Here {
            match resource.anchor.as_deref() {
                None | Some("") => {}
                Some(anchor) => self.source.leads_to(anchor, at),
            }
        }
        Ok(Target::Resource(Resource { kind, anchor: resource.anchor }))
    }

    /// Whether the page that is edited has a URL as plain text, which stays what it is.
    fn is_text_of_page(&self, address: &str) -> bool {
        self.base.is_some_and(|base| base.has_plain_address(address))
    }

    pub(super) fn refuse_scripts(&self, piece: &Inline<'_>, uri: &str) -> Result<(), ContentError> {
        let scheme = uri.split(':').next().unwrap_or("").trim().to_ascii_lowercase();
        let message = match &*scheme {
            _ if !uri.contains(':') => return Ok(()),
            "data" if matches!(piece.kind, InlineKind::ImageOpen { .. }) => {
                "an image within its URL (`data:`) is not stored; upload the file, and write `![alt](attachment:name.png)`"
                    .to_owned()
            }
            "javascript" | "vbscript" | "data" => {
                format!("links to `{scheme}:` are not stored; link to a page, a file or a web URL")
            }
            _ => return Ok(()),
        };
        Err(self.source.refuse(piece.range.start, message))
    }
}

fn example(kind: &ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Page { .. } => "page:Title` or `page:SPACE/Title",
        ResourceKind::Blog { .. } => "blog:SPACE/2026-11-23/Title",
        ResourceKind::Attachment { .. } => "attachment:plan.pdf",
        ResourceKind::Space(_) => "space:KEY",
        ResourceKind::User(_) => "user:ACCOUNT_ID",
        ResourceKind::Shortcut { .. } => "shortcut:KEY/TEXT",
        _ => "content:123456` or `page:Title",
    }
}

/// `confluence://pages/42`, under which this server offers a page for reading.
fn resource_address(uri: &str) -> Option<Resource> {
    let path = uri.strip_prefix("confluence://")?.split(['?', '#']).next()?;
    let segments: Vec<&str> = path.split('/').collect();
    let kind = match segments.as_slice() {
        ["pages", id] if is_id(id) => ResourceKind::Content((*id).to_owned()),
        ["spaces", key] => return Resource::parse(&format!("space:{key}")),
        ["spaces", space, "pages", title] => return Resource::parse(&format!("page:{space}/{title}")),
        _ => return None,
    };
    Some(Resource { kind, anchor: None })
}

fn is_id(text: &str) -> bool {
    (4..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text looks like an account id of Cloud or a user key of Data Center.
fn is_account(text: &str) -> bool {
    let hexadecimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = || {
        let (site, id) = text.split_once(':')?;
        let digits = !site.is_empty() && site.bytes().all(|byte| byte.is_ascii_digit());
        Some(digits && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    };
    matches!(text.len(), 24 | 32) && hexadecimal(text) || parts().unwrap_or(false)
}

/// Whether a URL has a scheme, or names a host.
fn is_absolute(uri: &str) -> bool {
    let scheme = uri.split(['/', '?', '#']).next().unwrap_or("").split_once(':');
    uri.starts_with("//")
        || scheme.is_some_and(|(scheme, _)| {
            scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        })
}

/// Whether a URL of the web has a scheme, or slashes, and nothing behind: `mailto:`, `https://`.
pub(super) fn is_scheme_alone(uri: &str) -> bool {
    let rest = uri.strip_prefix("//").or_else(|| uri.split_once(':').map(|(_, rest)| rest));
    is_absolute(uri)
        && rest.is_some_and(|rest| rest.trim_matches(['/', '?', '#', ' ']).is_empty())
        && Resource::parse(&without_slashes(uri)).is_none()
}

/// Our schemes, written as those of the web: `page://DOC/Title`.
fn without_slashes(uri: &str) -> Cow<'_, str> {
    let found = uri.split_once("://").filter(|(scheme, _)| {
        matches!(*scheme, "page" | "blog" | "space" | "user" | "content" | "attachment")
    });
    match found {
        Some((scheme, rest)) => Cow::Owned(format!("{scheme}:{}", rest.trim_start_matches('/'))),
        None => Cow::Borrowed(uri),
    }
}

/// The title of a page without the quotes it stands in: `page:"The plan"`, `page:DOC/"The plan"`.
fn without_quotes(uri: &str) -> Cow<'_, str> {
    let ours = ["page:", "blog:"].iter().any(|scheme| uri.starts_with(scheme));
    let inside = uri.strip_suffix('"').filter(|_| ours).and_then(|uri| uri.split_once('"'));
    match inside
        .filter(|(lead, title)| lead.ends_with([':', '/']) && !title.is_empty() && !title.contains('"'))
    {
        Some((lead, title)) => Cow::Owned(format!("{lead}{}", title.replace('/', "%2F"))),
        None => Cow::Borrowed(uri),
    }
}

/// What is wrong with the scheme of a URL, if it is a guess at one of ours. Those of the web are small letters.
fn unknown_scheme(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once(':').filter(|(_, rest)| !rest.starts_with("//"))?;
    let is_key =
        scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let instead = match scheme {
        _ if is_key => format!("page:{scheme}/{rest}"),
        "id" | "pageid" | "pageId" | "page-id" => format!("content:{rest}"),
        "title" | "wiki" | "confluence" | "doc" | "link" | "ref" => format!("page:{rest}"),
        "file" => return None,
        "jira" | "issue" => {
            return Some(format!(
                "`{uri}` leads nowhere, since nothing knows `{scheme}:`; an issue is `:jira{{key={rest}}}`"
            ));
        }
        "anchor" | "heading" | "section" => format!("#{}", rest.trim_start_matches('#')),
        "mention" | "account" | "accountid" | "accountId" | "account-id" | "person" | "profile" => {
            format!("user:{rest}")
        }
        _ => return None,
    };
    Some(format!("`{uri}` leads nowhere, since nothing knows `{scheme}:`; write `{instead}`"))
}

/// The name of the file that a path leads to, if it is not what other tools make pages of, or a host.
fn file_of(path: &str) -> Option<&str> {
    const PAGES: [&str; 12] =
        ["md", "markdown", "mdx", "html", "htm", "xhtml", "php", "aspx", "jsp", "rst", "adoc", "org"];
    const HOSTS: [&str; 6] = ["com", "net", "io", "dev", "de", "eu"];

    let name = path.rsplit('/').next()?;
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let is_ending =
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_host = !path.contains('/') && HOSTS.contains(&&*ending);
    (is_ending && !stem.is_empty() && !is_host && !PAGES.contains(&&*ending)).then_some(name)
}

/// What is wrong with a URL without a host, if anything.
fn dead(uri: &str) -> Option<String> {
    let path = uri.split(['#', '?']).next().unwrap_or(uri);
    if path.starts_with("/wiki/") || path.starts_with("/display/") || path.starts_with("/pages/") {
        return None;
    }
    let id = ["pageId=", "pageid=", "page_id=", "page_id:"].iter().find_map(|name| uri.strip_prefix(name));
    if let Some(id) = id.filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())) {
        return Some(format!("`{uri}` is not a URL; the page of that id is `content:{id}`"));
    }
    if let Some(file) = file_of(path) {
        return Some(format!(
            "the link to `{uri}` leads nowhere from a page of Confluence; attach the file and write `attachment:{file}`, or write a \
             web URL"
        ));
    }
    Some(match path.contains(['/', '.']) {
        true => format!(
            "the link to `{uri}` leads nowhere from a page of Confluence; write `page:Title` for a page, or a web URL"
        ),
        false if path.is_empty() => {
            format!("`{uri}` is not a URL; write `page:Title` for a page, or a web URL")
        }
        false => format!("`{uri}` is not a URL; if it is the title of a page, write `page:{path}`"),
    })
}
