goto nowhere
echo never
