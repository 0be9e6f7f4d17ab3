//! SQL text for each dialect: names, literals, types, definitions, statements.
