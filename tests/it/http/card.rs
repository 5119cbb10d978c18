//! The server card and the catalog that leads to it: what a client may know before it connects.

use confluence_client::connection;
use confluence_mcp::Server;
use confluence_mcp::http::{HttpOptions, HttpServer, Metrics};
use confluence_oauth::Secret;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Running, bind, connect, http, legacy, run};

async fn local(options: impl FnOnce(HttpOptions) -> HttpOptions) -> Running {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=canary").await.unwrap();
    let metrics = Metrics::new();
    let (listener, http) = bind(&metrics);
    let server = HttpServer::local(Server::builder(wiki).build().unwrap(), options(http)).unwrap();
    run(server, listener, metrics)
}

#[tokio::test]
async fn the_catalog_leads_to_the_card_and_the_card_to_the_endpoint() {
    let running = local(|options| options).await;
    let catalog = http().get(running.at("/.well-known/ai-catalog.json")).send().await.unwrap();
    assert_eq!(catalog.headers()["content-type"], "application/ai-catalog+json");
    let catalog: Value = catalog.json().await.unwrap();
    assert_eq!(
        (&catalog["specVersion"], &catalog["entries"][0]["type"]),
        (&json!("1.0"), &json!("application/mcp-server-card+json"))
    );
    let address = catalog["entries"][0]["url"].as_str().unwrap();
    assert_eq!(address, running.at("/mcp/server-card"));
    let card = http().get(address).header("origin", "https://elsewhere.example").send().await.unwrap();
    assert_eq!(
        (card.status(), &card.headers()["content-type"]),
        (StatusCode::OK, &"application/mcp-server-card+json".parse().unwrap())
    );
    assert_eq!(card.headers()["access-control-allow-origin"], "*", "every page may read it");
    let tag = card.headers()["etag"].clone();
    let text = card.text().await.unwrap();
    assert!(!text.contains("canary") && !text.contains("127.0.0.1:1\""), "{text}");
    let card: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(card["$schema"], "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json");
    assert!(card["description"].as_str().unwrap().chars().count() <= 100, "{card}");
    assert_eq!(card["remotes"][0]["url"], running.endpoint.as_str());
    let held = http().get(address).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(held.status(), StatusCode::NOT_MODIFIED);
    for (method, status) in
        [(Method::OPTIONS, StatusCode::NO_CONTENT), (Method::POST, StatusCode::METHOD_NOT_ALLOWED)]
    {
        assert_eq!(http().request(method, address).send().await.unwrap().status(), status);
    }
    // What the card says is what the server says.
    let client = connect(&running.endpoint, None, legacy(), ()).await;
    let info = client.peer_info().unwrap();
    let (server, remote) =
        (info.server_info.as_ref().unwrap(), &card["remotes"][0]["supportedProtocolVersions"]);
    assert_eq!((&json!(server.version), &json!(server.title)), (&card["version"], &card["title"]));
    assert!(remote.as_array().unwrap().contains(&json!("2025-11-25")), "{remote}");
    assert_eq!(json!(server.icons), card["icons"]);
    assert!(card["icons"][0]["src"].as_str().unwrap().starts_with("data:image/png;base64,iVBOR"), "{card}");
}

#[tokio::test]
async fn the_card_names_the_headers_that_a_caller_needs() {
    let running =
        local(|options| options.token(Secret::from("s3cret-canary-of-some-length")).credential_header(true))
            .await;
    let card: Value = http().get(running.at("/mcp/server-card")).send().await.unwrap().json().await.unwrap();
    let headers = card["remotes"][0]["headers"].as_array().unwrap();
    let names: Vec<&str> = headers.iter().map(|header| header["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Authorization", "X-Confluence-Authorization"], "{card}");
    assert!(headers.iter().all(|header| header["isSecret"] == true), "{card}");
    assert!(!card.to_string().contains("canary"), "{card}");
}
