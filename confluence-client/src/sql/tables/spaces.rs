//! Spaces, and the templates in them.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::failed;
use super::unknown_spaces::or_unknown_spaces;
use crate::error::Error;
use crate::ids::SpaceKey;
use crate::site::Deployment;
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::{Definition, Reach, columns, needs};
use crate::wiki::Template;
use crate::wiki::rows::{RowStream, chunked};
use crate::wiki::rows::{SpaceRow, SpacesWanted};

/// How many rows a request gives.
const ROWS: u32 = 250;

pub(in crate::sql) static SPACES: Definition<SpaceRow> = Definition {
    name: "Spaces",
    aliases: &[],
    doc: "Spaces that the caller may see.",
    columns: columns! { SpaceRow;
        Id: Text, "Its number.", |it| it.id.as_ref().map(|id| id.as_str());
        Key: Text, "Its key, by which content names it as SpaceKey.", |it| it.key.as_str(),
            .any_case().equal(Reach::One, "getSpaces keys", "spaces spaceKey").together(100).key();
        Name: Text, "Its name.", |it| it.name.as_str();
        Type: Text, "global, personal, ...", |it| it.kind.as_deref(),
            .any_case().equal(Reach::Many, "getSpaces type", "spaces type");
        Status: Text, "current or archived.", |it| it.status.as_deref(),
            .any_case().equal(Reach::Many, "getSpaces status", "spaces status");
        Description: Text, "What it is for.", |it| it.description.as_deref(), .needs(needs::BODY);
        Alias: Text, "The key in its URLs, where that is another, on Cloud.", |it| it.alias.as_deref(),
            .only(Deployment::Cloud);
        HomepageId: Text, "Its home page.", |it| it.homepage.as_ref().map(|id| id.as_str());
        CreatedDate: Timestamp, "When it was created, in UTC or the Timezone.", |it| it.created.as_ref();
        CreatedByAccountId: Text, "Who created it.", |it| it.author.as_ref().map(|one| one.id.as_str());
        LastUpdatedDatetime: Timestamp, "When it was changed last, on Data Center.", |it| it.modified.as_ref(),
            .only(Deployment::DataCenter);
        URL: Text, "Its URL for people.", |it| it.url.as_deref();
        Excerpt: Text, "What it is for.", |it| it.description.as_deref(), .alias("Description").needs(needs::BODY);
        LastModified: Timestamp, "When it was changed last.", |it| it.modified.as_ref(), .alias("LastUpdatedDatetime");
        SpaceKey: Text, "Its key.", |it| it.key.as_str(),
            .alias("Key").any_case();
        IconPath: Text, "The URL of its icon, without the site.", |it| it.icon_path.as_deref(), .named().needs(needs::ADF);
        IconWidth: Integer, "The width of its icon in pixels, on Data Center.", |it| it.icon_width,
            .named().needs(needs::ADF).only(Deployment::DataCenter);
        IconHeight: Integer, "The height of its icon in pixels, on Data Center.", |it| it.icon_height,
            .named().needs(needs::ADF).only(Deployment::DataCenter);
        IsIconDefault: Boolean, "Whether it has the icon of all spaces, on Data Center.", |it| it.icon_default,
            .named().needs(needs::ADF).only(Deployment::DataCenter);
    },
    source: |context, scan| context.wiki.space_rows(spaces(&scan)),
    rows: 200.0,
    walk: 0.004,
    ordered: |_, _| false,
    only: None,
};

/// What to ask for.
fn spaces(scan: &Scan) -> SpacesWanted {
    let keys = scan.equal("Key");
    SpacesWanted {
        keys: keys.map(|keys| keys.into_iter().map(SpaceKey::from).collect()),
        kind: scan.one("Type").map(|kind| kind.to_ascii_lowercase()),
        status: scan.one("Status").map(|status| status.to_ascii_lowercase()),
        description: scan.needs(needs::BODY),
        icon: scan.needs(needs::ADF),
        limit: scan.page(ROWS),
    }
}

pub(in crate::sql) static TEMPLATES: Definition<Template> = Definition {
    name: "Templates",
    aliases: &[],
    doc: "Templates for pages: those of a space (SpaceKey = ...), or those of the site; on Cloud.",
    columns: columns! { Template;
        Id: Text, "Its id.", |it| it.id.as_str(), .key();
        Name: Text, "Its name.", |it| it.name.as_str();
        Description: Text, "What it is for.", |it| it.description.as_str();
        SpaceKey: Text, "The space it belongs to; nothing where it belongs to the site.",
            |it| it.space.as_ref().map(|key| key.as_str()),
            .any_case().equal(Reach::Few, "getContentTemplates spaceKey", "").leading();
        Labels: Text, "The labels that its pages get, with spaces between.", |it| it.labels.join(" ");
    },
    source: templates,
    rows: 50.0,
    walk: 0.02,
    ordered: |_, _| false,
    only: Some(Deployment::Cloud),
};

fn templates(context: Context, scan: Scan) -> RowStream<Template> {
    let Some(keys) = scan.equal("SpaceKey") else {
        return chunked(context.wiki.templates(None).stream());
    };
    let keys: Vec<Result<SpaceKey, Error>> = keys.into_iter().map(|key| Ok(key.into())).collect();
    let wiki = context.wiki.clone();
    let of_space = move |key: SpaceKey| {
        let rows = wiki.templates(Some(&key)).stream();
        chunked(rows).map_ok(move |mut rows| {
            for row in &mut rows {
                row.space.get_or_insert_with(|| key.clone());
            }
            rows
        })
    };
    if keys.is_empty() {
        failed(crate::sql::statement_error::fault("SpaceKey has no value"))
    } else {
        let rows = stream::iter(keys).map_ok(of_space).try_flatten().boxed();
        or_unknown_spaces(&context, &scan, rows, |row| row.space.as_ref())
    }
}
