//! Titles of pages that stand in quotes: a link to one is shown so that it leads there again.

use confluence_client::content::{Document, Edit, ReadOptions, WriteOptions, to_storage};

#[test]
fn a_link_to_a_title_in_quotes_stays_one() {
    for title in ["&quot;Plan&quot;", "A/&quot;B&quot;", "The &quot;best&quot; plan", "ends &quot;here&quot;"]
    {
        for space in ["", " ri:space-key=\"DOC\""] {
            let link = format!("<ri:page ri:content-title=\"{title}\"{space} />");
            let page = format!("<p>See <ac:link>{link}</ac:link> now</p>");
            let document = Document::parse(&page).unwrap();
            let shown = document.markdown(&ReadOptions::new()).text;
            let read = |storage: &str| storage.replace(" />", "/>").replace("\"DOC\" ", "");
            let written = to_storage(&shown, &WriteOptions::new()).unwrap().storage;
            assert!(
                written.contains(&format!("ri:content-title=\"{title}\"")),
                "{shown}: {}",
                read(&written)
            );
            let begin = shown.find('[').unwrap();
            let end = shown.find("](").unwrap();
            let renamed = format!("{}[the plan{}", &shown[..begin], &shown[end..]);
            let edited = document.edit(&[Edit::page_markdown(renamed)]).unwrap().storage;
            assert!(edited.contains(&format!("ri:content-title=\"{title}\"")), "{shown}: {edited}");
        }
    }
}
