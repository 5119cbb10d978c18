//! Which of several sites a call goes to: the one that it names, or the one that its addresses belong to.

use confluence_client::wiki::{Locator, Wiki};
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::JsonObject;
use serde_json::Value;
use url::Url;

use crate::advice::Failure;
use crate::resources::Address;
use crate::server::Server;

/// Arguments with several spaces, of which one text may hold all.
const LISTS_OF_SPACES: [&str; 3] = ["spaces_filter", "space_keys", "spaces"];

/// Whether an argument names content, under any name that is taken: text that is written may be an address too, and says
/// nothing of where it goes.
fn names_content(argument: &str) -> bool {
    let argument = argument.to_ascii_lowercase();
    argument.ends_with("id")
        || argument.ends_with("ids")
        || argument.ends_with("space_key")
        || argument.ends_with("spacekey")
        || LISTS_OF_SPACES.contains(&argument.as_str())
        || argument.ends_with("url")
        || argument.ends_with("link")
        || ["page", "parent", "space", "attachment", "task"].iter().any(|word| argument.ends_with(word))
        || argument == "address"
}

/// The site that this call goes to: the one that was named, or the one that the addresses among the arguments belong to.
///
/// # Errors
/// The arguments name content of two sites, where a call goes to one, or of none of them.
pub(crate) async fn site_of(
    called: &ToolCallContext<'_, Server>,
    named: Option<String>,
    arguments: &JsonObject,
) -> Result<Option<String>, Failure> {
    let sites = called.service.sites();
    if sites.len() < 2 {
        return Ok(named);
    }
    let mut owner: Option<(String, &str)> = named.map(|site| (site, "site"));
    for (argument, text) in named_contents(arguments) {
        let Some(site) = owner_of(called, argument, text).await? else { continue };
        match &owner {
            Some((other, of)) if *other != site => {
                let whose = match *of {
                    "site" => format!("`site` says `{other}`"),
                    of => format!("`{of}` is on the site `{other}`"),
                };
                return Err(Failure::new(
                    format!("`{argument}` is on the site `{site}`, and {whose}: one call goes to one site"),
                    "Read on one site and write on the other, in a call for each.",
                ));
            }
            Some(_) => {}
            None => owner = Some((site, argument)),
        }
    }
    Ok(owner.map(|(site, _)| site))
}

/// The site that answers, where there are several.
pub(crate) fn answering<'s>(server: &'s Server, named: Option<&'s str>) -> Option<&'s str> {
    let sites = server.sites();
    (sites.len() > 1).then(|| named.or_else(|| sites.first().map(String::as_str)))?
}

/// What is to be told of a query in SQL that speaks of an address of another site than it goes to: it may be meant for that
/// one, or look for links to it.
pub(crate) async fn other_site(
    called: &ToolCallContext<'_, Server>,
    asked: Option<&str>,
    arguments: &JsonObject,
) -> Option<String> {
    let texts = ["sql", "procedure", "parameters"].iter().filter_map(|name| arguments.get(*name));
    let text: String = texts.map(|value| value.to_string().to_lowercase()).collect();
    let asked = asked?;
    if !text.contains("://") {
        return None;
    }
    let address = |wiki: &Wiki| Url::parse(wiki.site().base()).ok().map(|url| url.authority().to_owned());
    let found = wikis(called).await;
    let other = found.iter().filter(|(site, _)| *site != asked).find(|(_, wiki)| {
        wiki.as_ref().and_then(address).is_some_and(|address| text.contains(&format!("://{address}")))
    });
    other.map(|(other, _)| {
        format!(
            "the query speaks of an address of the site `{other}`, and `{asked}` answered it: `site` set to `{other}` asks \
             that one"
        )
    })
}

/// The texts that name content among the arguments, each with the name of its argument.
fn named_contents(arguments: &JsonObject) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (name, value) in arguments.iter().filter(|(name, _)| names_content(name)) {
        let texts: Vec<&str> = match value {
            Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
            value => value.as_str().into_iter().collect(),
        };
        let is_list = LISTS_OF_SPACES.contains(&name.as_str());
        let parts = texts.into_iter().flat_map(|text| text.split(move |sign| is_list && sign == ','));
        found.extend(parts.map(|text| (name.as_str(), text.trim())));
    }
    found
}

/// The site that an address is of: as one of ours names it, or the first where that names none.
///
/// # Errors
/// It is an address, and of none of the sites.
async fn owner_of(
    called: &ToolCallContext<'_, Server>,
    argument: &str,
    text: &str,
) -> Result<Option<String>, Failure> {
    let sites = called.service.sites();
    if let Some(address) = Address::parse(text) {
        let named = address.site.filter(|site| sites.contains(site));
        return Ok(named.or_else(|| sites.first().cloned()));
    }
    // An id, a key and a relative address are of whatever site the call goes to.
    if !text.starts_with("ari:") && (!text.contains('/') || text.starts_with('/')) {
        return Ok(None);
    }
    let wikis = wikis(called).await;
    let of = |text: &str| {
        wikis
            .iter()
            .find(|(_, wiki)| wiki.as_ref().is_some_and(|wiki| Locator::is_address_of(text, wiki.site())))
    };
    // Whose it is itself counts before what stands in its parameters.
    let owner = text.split('?').next().and_then(of).or_else(|| of(text));
    match owner {
        Some((site, _)) => Ok(Some((*site).to_owned())),
        None if names_host(text) && wikis.iter().all(|(_, wiki)| wiki.is_some()) => {
            let sites = listed(&wikis);
            Err(Failure::argument(
                argument,
                format!("the URL does not belong to any of the sites here: {sites}"),
            ))
        }
        None => Ok(None),
    }
}

/// The sites of this server, each with its wiki where there is a login.
async fn wikis<'a>(called: &'a ToolCallContext<'_, Server>) -> Vec<(&'a str, Option<Wiki>)> {
    let mut found = Vec::new();
    for site in called.service.sites() {
        let wiki = called.service.clients().wiki(Some(site), &called.request_context).await;
        found.push((site.as_str(), wiki.ok()));
    }
    found
}

/// The sites as an error tells them: by their names and addresses.
fn listed(wikis: &[(&str, Option<Wiki>)]) -> String {
    let one = |(site, wiki): &(&str, Option<Wiki>)| match wiki {
        Some(wiki) => format!("{site} ({})", wiki.site()),
        None => (*site).to_owned(),
    };
    wikis.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Whether a whole address stands in a text, whatever stands around it.
fn names_host(text: &str) -> bool {
    let ends = |sign: char| sign.is_whitespace() || matches!(sign, '>' | ')' | ']' | '|' | '`' | '"');
    let start = text.find("https://").or_else(|| text.find("http://"));
    let address = start.and_then(|start| text.get(start..)?.split(ends).next());
    address.and_then(|address| Url::parse(address).ok()).is_some_and(|url| url.has_host())
}

/// The argument `site` where there are several, which is taken out: a name, in whatever case, or an address of the site.
///
/// # Errors
/// There is no such site.
pub(crate) async fn site(
    called: &ToolCallContext<'_, Server>,
    arguments: &mut JsonObject,
) -> Result<Option<String>, Failure> {
    let sites = called.service.sites();
    if sites.len() < 2 {
        return Ok(None);
    }
    let name = match arguments.remove("site") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(name)) => name.trim().to_owned(),
        Some(other) => other.to_string(),
    };
    let mut alike = sites.iter().filter(|site| site.to_lowercase() == name.to_lowercase());
    match (name.is_empty() || sites.contains(&name), alike.next(), alike.next()) {
        (true, ..) => return Ok(Some(name).filter(|name| !name.is_empty())),
        (false, Some(only), None) => return Ok(Some(only.clone())),
        _ => {}
    }
    let address = format!("{}/", name.trim_end_matches('/'));
    let wikis = wikis(called).await;
    let is_it = |wiki: &Wiki| Locator::is_address_of(&address, wiki.site());
    match wikis.iter().find(|(_, wiki)| wiki.as_ref().is_some_and(is_it)) {
        Some((site, _)) => Ok(Some((*site).to_owned())),
        None => Err(Failure::argument("site", format!("expected one of {}", listed(&wikis)))),
    }
}
