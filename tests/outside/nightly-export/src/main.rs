//! A nightly export: the pages of a space that changed since the last run, as Markdown files.
//!
//! `nightly-export SPACE FOLDER SECONDS`, where the last is the time of the last run in seconds since 1970.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use confluence_client::content::{Document, ReadOptions};
use confluence_client::{Wiki, connection};
use futures_util::TryStreamExt as _;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [space, folder, seconds] = arguments.as_slice() else {
        return Err("nightly-export SPACE FOLDER SECONDS".into());
    };
    let wiki = connection::open(&std::env::var("CONFLUENCE_CONNECTION")?).await?;
    let since = UNIX_EPOCH + Duration::from_secs(seconds.parse()?);
    for written in export(&wiki, space, since, Path::new(folder)).await? {
        println!("{written}");
    }
    Ok(())
}

/// Writes what changed; the names of the files.
async fn export(wiki: &Wiki, space: &str, since: SystemTime, folder: &Path) -> Result<Vec<String>> {
    let mut hits = wiki.changed_since(space, since).stream();
    let mut written = Vec::new();
    while let Some(hit) = hits.try_next().await? {
        let Some(id) = hit.id else { continue };
        let page = wiki.page(&id).await?;
        let storage = page.storage.unwrap_or_default();
        let text = Document::parse(&storage)?.markdown(&ReadOptions::new()).text;
        let name = format!("{id}.md");
        std::fs::write(folder.join(&name), format!("# {}\n\n{text}", page.title))?;
        written.push(name);
    }
    written.sort();
    Ok(written)
}

#[cfg(test)]
mod tests {
    use confluence_client::testing::{NewPage, Sandbox};

    use super::*;

    #[tokio::test]
    async fn what_changed_since_is_written_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("nightly-export-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for confluence in [Sandbox::cloud(), Sandbox::data_center()] {
            confluence.add_space("DOCS", "Documentation");
            let add = |title: &str| confluence.add_page(NewPage::new("DOCS", title).storage("<p>Text</p>"));
            let (old, recent, new) = (add("Old"), add("Recent"), add("New"));
            // The home page came with the space, and is as new as what is to be found.
            let home = confluence.wiki().space("DOCS").await.unwrap().homepage.unwrap();
            confluence.backdate(home.as_str(), Duration::from_secs(40 * 3600));
            confluence.backdate(&old, Duration::from_secs(40 * 3600));
            // Within the hours that the condition reaches further back.
            confluence.backdate(&recent, Duration::from_secs(5 * 3600));
            let since = SystemTime::now() - Duration::from_secs(3600);
            let written = export(&confluence.wiki(), "DOCS", since, &folder).await.unwrap();
            assert_eq!(written, [format!("{new}.md")]);
            let text = std::fs::read_to_string(folder.join(&written[0])).unwrap();
            assert_eq!(text.trim_end(), "# New\n\nText");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    /// The service reads dates in the zone of the account, which the job does not know: from New Zealand in summer to the
    /// west of Hawaii nothing is lost, and nothing is written twice.
    #[tokio::test]
    async fn nothing_is_lost_in_any_time_zone() {
        let folder = std::env::temp_dir().join(format!("nightly-export-zones-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for hours in [-12, -8, -1, 0, 2, 9, 14] {
            for confluence in [Sandbox::cloud(), Sandbox::data_center()] {
                confluence.set_time_zone(hours * 60);
                confluence.add_space("DOCS", "Documentation");
                let home = confluence.wiki().space("DOCS").await.unwrap().homepage.unwrap();
                confluence.backdate(home.as_str(), Duration::from_secs(40 * 3600));
                let aged = |minutes: u64| {
                    let page = confluence.add_page(NewPage::new("DOCS", &format!("{minutes} minutes old")));
                    confluence.backdate(&page, Duration::from_secs(minutes * 60));
                    format!("{page}.md")
                };
                let [old, last, .., new] = [61, 59, 30, 0].map(aged);
                let since = SystemTime::now() - Duration::from_secs(3600);
                let written = export(&confluence.wiki(), "DOCS", since, &folder).await.unwrap();
                assert!(written.contains(&last) && written.contains(&new), "{hours} h: {written:?}");
                assert!(!written.contains(&old) && written.len() == 3, "{hours} h: {written:?}");
                // A job that says which zone it is asks for less, and gets the same.
                let zone = format!("{hours:+03}:00").parse().unwrap();
                let known = confluence.wiki().with_time_zone(zone);
                let same = export(&known, "DOCS", since, &folder).await.unwrap();
                assert_eq!(same, written, "{hours} h");
            }
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
