"""Speed: fills a database with believable incidents and times what people and programs ask for."""
