//! Gives the posts that are there already a slug, made from their titles.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.run(fill_slugs).reverse(forget_slugs);
}

/// What SQL says differently on every database, Rust says once.
async fn fill_slugs(db: &mut covet::Connection<'_>) -> covet::Result<()> {
    for row in db.rows("SELECT id, title FROM posts WHERE slug IS NULL ORDER BY id").await? {
        let (Some(id), Some(title)) = (&row[0], &row[1]) else { continue };
        let words: Vec<String> = title.split_whitespace().map(slug_word).collect();
        // Letters, digits and hyphens only: nothing in it needs to be quoted.
        let slug = format!("{}-{id}", words.join("-"));
        db.execute(&format!("UPDATE posts SET slug = '{slug}' WHERE id = {id}")).await?;
    }
    Ok(())
}

async fn forget_slugs(db: &mut covet::Connection<'_>) -> covet::Result<()> {
    db.execute("UPDATE posts SET slug = NULL").await?;
    Ok(())
}

fn slug_word(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}
